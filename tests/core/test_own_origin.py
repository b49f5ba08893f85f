"""Which requests are for this machine and from a page of its own."""

import pytest

from gouji.core.own_origin import is_own


@pytest.mark.parametrize(
    ("host", "origins"),
    [
        ("127.0.0.1:4200", []), ("localhost", []), ("[::1]:8501", []), ("LOCALHOST:8501", ["http://localhost:8501"]),
        ("127.0.0.1:4200", ["http://127.0.0.1:4200"]),
    ],
)  # fmt: skip
def test_own(host, origins):
    assert is_own([host], origins)


@pytest.mark.parametrize(
    ("hosts", "origins"),
    [
        ([], []), (["127.0.0.1", "evil.example"], []), (["evil.example"], []), (["127.0.0.1.evil.example"], []),
        (["evil.example@127.0.0.1"], []), (["127.0.0.1/evil"], []), (["127.0.0.1:99999"], []), (["[::1"], []),
        ([""], []), (["127.0.0.1:4200"], ["null"]), (["127.0.0.1:4200"], [""]),
        (["127.0.0.1:4200"], ["http://127.0.0.1:4201"]), (["127.0.0.1:4200"], ["https://127.0.0.1:4200"]),
        (["127.0.0.1:4200"], ["http://127.0.0.1:4200", "http://evil.example"]),
    ],
)  # fmt: skip
def test_foreign(hosts, origins):
    assert not is_own(hosts, origins)

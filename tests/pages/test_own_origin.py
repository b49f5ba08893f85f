"""The pages answer this machine and themselves, and nobody else's page."""

import http.client
from urllib.parse import urlsplit

import pytest

from tests.pages.conftest import dashboard

REFUSED = 403


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with dashboard(tmp_path_factory.mktemp("empty")) as address:
        yield urlsplit(address).netloc


def status(server: str, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(server, timeout=20)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.slow
def test_the_pages_refuse_another_host_and_another_origin(server):
    port = server.partition(":")[2]
    assert status(server, "/overview", {}) == 200
    assert status(server, "/overview", {"Origin": f"http://{server}"}) == 200
    assert status(server, "/overview", {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}) == 200
    foreign = [
        {"Host": f"evil.example:{port}"},
        {"Host": f"evil.example:{port}", "Origin": f"http://evil.example:{port}"},
    ]
    foreign += [
        {"Origin": origin} for origin in ("http://evil.example", "null", "http://127.0.0.1:1", f"https://{server}")
    ]
    for headers in foreign:
        assert status(server, "/", headers) == REFUSED
        assert status(server, "/static/style.css", headers) == REFUSED

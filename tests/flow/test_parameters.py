"""A run's parameters are data: folders, addresses and commands come from the operator."""

from datetime import date
from pathlib import Path

import pytest

from gouji.core.errors import NotPublished
from gouji.flow.operator_settings import OperatorSettings, given, operator_settings
from gouji.flow.password import home_password, password_file


@pytest.fixture
def annual(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    from gouji.flow.annual import annual

    return annual


def test_parameters_are_data(annual):
    from prefect.exceptions import ParameterTypeError

    described = {name: part["description"][:4] for name, part in annual.parameters.properties.items()}
    assert described == {"year": "报告年度", "as_of": "截至哪一", "rebuild": "全部重建"}
    for wrong in ({"year": 25}, {"year": "2025; id"}, {"as_of": "1999-01-01"}, {"rebuild": "/etc"}):
        with pytest.raises(ParameterTypeError, match=next(iter(wrong))):
            annual.validate_parameters(wrong)
    assert annual.validate_parameters({"year": 2025, "as_of": "2026-02-01"})["as_of"] == date(2026, 2, 1)


def test_what_the_operator_decides_comes_by_the_environment(monkeypatch, tmp_path):
    told = OperatorSettings(tmp_path / "收件", tmp_path / "r.csv", tmp_path / "home", "mail office", force=True)
    for name in ("INBOX", "REGISTRY", "HOME", "NOTIFY", "DASK", "STORE"):
        monkeypatch.delenv(f"GOUJI_{name}", raising=False)
    with pytest.raises(NotPublished, match="GOUJI_INBOX、GOUJI_REGISTRY、GOUJI_HOME"):
        operator_settings()
    for name, value in told.environment().items():
        monkeypatch.setenv(name, value)
    heard = operator_settings()
    assert (heard.inbox, heard.registry, heard.home, heard.notify) == (
        told.inbox,
        told.registry,
        told.home,
        told.notify,
    )
    assert not heard.force  # said for one run, never for a schedule
    with given(OperatorSettings(Path("a"), Path("b"), Path("c"))):
        assert operator_settings().home == Path("c")


def test_the_password_of_a_home_is_its_owners(tmp_path):
    password = home_password(tmp_path / "home")
    file = password_file(tmp_path / "home")
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(password) > 40
    file.chmod(0o644)
    assert home_password(tmp_path / "home") == password != home_password(tmp_path / "other")
    assert file.stat().st_mode & 0o777 == 0o600

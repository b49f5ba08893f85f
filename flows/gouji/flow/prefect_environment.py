"""Prefect's settings, which it takes from the environment when it is imported. The package `gouji.flow` calls
`set_defaults` before anything of Prefect's can be."""

import os

from .password import new_password

_SERVER, _LOG_LEVEL = "PREFECT_API_URL", "PREFECT_LOGGING_LEVEL"
_SERVER_PASSWORD, _CLIENT_PASSWORD = "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"
_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    # For the server that a run starts for itself where none is set up.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    # No page of another server may read an answer; Prefect's own pages are of the same origin and need no leave.
    "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "http://127.0.0.1",
    # Prefect starts processes by `python -m`, which would import a folder called gouji in the working directory.
    "PYTHONSAFEPATH": "1",
}
_level_of_operator = os.environ.get(_LOG_LEVEL)


def set_defaults() -> None:
    """Set what the operator has not set: no telemetry, a quiet log, time to start, a password, only installed packages.

    Without a server (PREFECT_API_URL) nobody reads Prefect's log, and what went wrong is told in Gouji's words; so
    this is called again once a server is there.
    """
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    if _SERVER not in os.environ and _SERVER_PASSWORD not in os.environ:
        set_password(new_password())
    if _level_of_operator is None:
        level = "WARNING" if _SERVER in os.environ else "CRITICAL"
        os.environ |= {_LOG_LEVEL: level, "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": level}
        # What the stages say is for the pages of a server (flow/run_log.py), not for this terminal.
        os.environ.setdefault("PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL", "INFO")


def set_password(password: str) -> None:
    """The password of a server that is started from this process, and of those who speak with it from here."""
    os.environ |= {_SERVER_PASSWORD: password, _CLIENT_PASSWORD: password}

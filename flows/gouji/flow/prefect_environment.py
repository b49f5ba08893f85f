"""Prefect's settings, which it takes from the environment when it is imported. The package `gouji.flow` calls
`set_defaults` before anything of Prefect's can be."""

import os

_SERVER, _LOG_LEVEL = "PREFECT_API_URL", "PREFECT_LOGGING_LEVEL"
_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    # For the server that a run starts for itself where none is set up.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    # Prefect starts processes by `python -m`, which would import a folder called gouji in the working directory.
    "PYTHONSAFEPATH": "1",
}
_level_of_operator = os.environ.get(_LOG_LEVEL)


def set_defaults() -> None:
    """Set what the operator has not set: no telemetry, a quiet log, time to start, only installed packages.

    Without a server (PREFECT_API_URL) nobody reads Prefect's log, and what went wrong is told in Gouji's words; so
    this is called again once a server is there.
    """
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    if _level_of_operator is None:
        os.environ[_LOG_LEVEL] = "WARNING" if _SERVER in os.environ else "CRITICAL"

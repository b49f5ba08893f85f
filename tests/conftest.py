"""Shared by all tests."""

import flows.cli  # noqa: F401  mutes what DuckDB's bindings print when the interpreter is torn down

"""Shared by all tests."""

import gouji.cli.main  # noqa: F401  mutes what DuckDB's bindings print when the interpreter is torn down

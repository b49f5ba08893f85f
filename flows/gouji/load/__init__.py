"""Staged Arrow -> DuckDB: one warehouse file a run, and which agency, year and version each report is."""

"""Reports into DuckDB: Arrow tables staged by the reading workers, then one warehouse file a run."""

"""What a run leaves behind: Parquet with a manifest, the warehouse file, papers, and the switch to a new version."""

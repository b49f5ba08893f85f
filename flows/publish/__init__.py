"""What a run leaves behind: Parquet with a manifest, the warehouse file, and the switch to a new version."""


class NotPublished(Exception):
    """Nothing was switched: the last published version stands. The message says why and what to do."""

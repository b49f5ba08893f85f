"""The errors that Gouji raises on purpose: a message says what is wrong, where, what was expected and what to do."""


class GoujiError(Exception):
    """Root of them all."""


class NotPublished(GoujiError):
    """Nothing was switched: the last published version stands. The message says why and what to do."""

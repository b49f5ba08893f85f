"""The errors that Gouji raises on purpose: a message says what is wrong, where, what was expected and what to do."""


class GoujiError(Exception):
    """Root of them all."""


class NotPublished(GoujiError):
    """Nothing was switched: the last published version stands. The message says why and what to do."""


class FormError(GoujiError, ValueError):
    """A file of a form is wrong: the message names file and key, what was found and what was expected."""

    def __init__(self, file: str, key: str, found: str, expected: str, english: str) -> None:
        super().__init__(
            f"{file}：{key}：{found}；应为{expected}，请改正这个文件。 {english} Correct this file: nothing was read."
        )

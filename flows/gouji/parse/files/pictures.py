"""Whether what lies under a picture shows through it, by the first bytes of its file."""

_PNG, _GIF = b"\x89PNG\r\n\x1a\n", b"GIF8"
_COLOUR_TYPE = 25  # the byte of a PNG that tells how its points are stored (PNG 3rd edition, 11.2.1)
_WITH_ALPHA = (4, 6)
MAX_HEAD = 65_536  # bytes within which a PNG tells a transparent colour


def shows_through(picture: bytes) -> bool:
    """Whether a picture has points that are transparent, as those of seals and watermarks are."""
    if picture.startswith(_PNG) and len(picture) > _COLOUR_TYPE:
        return picture[_COLOUR_TYPE] in _WITH_ALPHA or b"tRNS" in picture[:MAX_HEAD]
    return picture.startswith(_GIF)

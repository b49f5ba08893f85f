"""What a registry's file of changes is called; apart from its reader, as whoever only looks at names does without that."""

STEMS = ("changes", "机构变更")


def is_changes_name(name: str) -> bool:
    """Whether a file of this name beside some registry would be read as its file of changes."""
    stem, _, ending = name.lower().rpartition(".")
    return ending == "csv" and any(stem == each or stem.startswith(f"{each}_") for each in STEMS)

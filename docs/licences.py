"""The licence of each package that is installed beside this one, as its own metadata state it: `make licences`.

A Markdown table on the standard output. A package of ours or of a tool for developers is listed like any other: the
list is of the environment, so make it in the one that is handed on.
"""

from importlib.metadata import Distribution, distributions

_PREFIX = "License :: OSI Approved :: "
MAX_CHARACTERS = 60  # of a licence; some packages put its whole text there


def licence_of(package: Distribution) -> str:
    """The expression, else what the classifiers say, else the first line of the free text; "?" where nothing is said."""
    metadata = package.metadata
    classified = [each.removeprefix(_PREFIX) for each in metadata.get_all("Classifier", []) if each.startswith(_PREFIX)]
    free = (metadata.get("License") or "").strip().partition("\n")[0][:MAX_CHARACTERS]
    return metadata.get("License-Expression") or "; ".join(classified) or free or "?"


def table() -> str:
    """A row a package, by name."""
    found = {each.name.lower(): (each.name, each.version, licence_of(each)) for each in distributions()}
    rows = (f"| {name} | {version} | {licence} |" for _, (name, version, licence) in sorted(found.items()))
    return "\n".join(["| package | version | licence |", "|---|---|---|", *rows])


if __name__ == "__main__":
    print(table())

"""Gouji 勾稽: yearly reports on government disclosure, collected, read, checked, ranked and published.

The packages are a ladder; a module imports from its own folder and from those below it:
cli, flow, publish, check, load, read, collect, parse, desk, workers, demo, core.
"""


def __getattr__(name: str) -> str:
    """`__version__`, looked up when somebody asks: what looks it up takes longer to load than most modules here."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("gouji")
    except PackageNotFoundError:  # a checkout that was never installed
        return "0.0.0"

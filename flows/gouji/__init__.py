"""Gouji 勾稽: yearly reports on government disclosure, collected, read, checked, ranked and published.

The packages are a ladder; a module imports from its own folder and from those below it:
cli, flow, publish, check, load, read, collect, parse, desk, workers, demo, core.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("gouji")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0.0.0"

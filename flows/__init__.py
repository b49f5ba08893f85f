"""Gouji 勾稽: the stages of the yearly flow, one module or folder each, in the order data passes.

collect -> parse -> load -> check -> publish; `annual` strings them together, `cli` is the command.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("gouji")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0.0.0"

"""PyArrow without NumPy, which it loads where it finds it: a third of what a process takes to start that only reads
documents. Imported for that, before anything else that loads PyArrow; who needs NumPy may load it afterwards."""

import sys

if "pyarrow" not in sys.modules and "numpy" not in sys.modules:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # not to be found
    try:
        import pyarrow  # noqa: F401
    finally:
        del sys.modules["numpy"]

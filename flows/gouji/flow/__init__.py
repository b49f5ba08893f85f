"""The yearly flow on Prefect: the only code that knows Prefect."""

from .prefect_environment import set_defaults

set_defaults()

"""The yearly flow on Prefect: the only code that knows Prefect."""

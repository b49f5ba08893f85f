"""Bytes -> Reports. Pure functions: no clock, no network, no database, no registry."""

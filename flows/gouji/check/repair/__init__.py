"""Which cells are most likely wrong, and what they should be: all smallest changes that make the equations hold.

A repair is a proposal. It never changes a reported figure.
"""

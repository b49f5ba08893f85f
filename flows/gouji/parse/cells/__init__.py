"""The recogniser: grids as printed -> the cells of the form, by meaning and order together."""

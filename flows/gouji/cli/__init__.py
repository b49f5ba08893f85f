"""The `gouji` command: a module for each group of commands, and what is written on the terminal."""

"""What the commands print: Chinese text and tables, coloured only on a terminal."""

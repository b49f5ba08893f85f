"""Scans and pictures: the ruling lines, the words in the boxes, and which of them to look at again."""

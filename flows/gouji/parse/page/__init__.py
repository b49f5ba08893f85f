"""Drawn pages (PDF, OFD, scans): placed characters and ruling lines -> paragraphs and grids in reading order."""

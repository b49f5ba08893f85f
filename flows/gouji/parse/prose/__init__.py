"""What the text says: sections, figures claimed in sentences, and whose report of which year it is."""

"""Before a format is read: what the bytes are, what is packed in them, what they link to."""

"""What all pages share: addresses, reading, forms, lists, safety."""

"""Find each report and archive its bytes. This version collects from the inbox folder."""

"""Find each report, in the inbox and on the web, and archive its bytes."""

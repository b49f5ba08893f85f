"""The district office's pages. They read home/public through latest.json, and the archive for a source document."""

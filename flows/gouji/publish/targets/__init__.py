"""Published versions on storage elsewhere: S3 and what speaks like it, or a folder (a share)."""

"""What articles were made of, kept as WARC files beside the archive."""

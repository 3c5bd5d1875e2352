"""Page → article → file: pure steps from HTML to Markdown, then the archive that keeps it."""

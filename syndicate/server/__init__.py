"""The published files over HTTP, for those without a web server."""

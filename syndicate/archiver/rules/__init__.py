"""What a person knows of a site's pages, as data: read from files, found by host, applied."""

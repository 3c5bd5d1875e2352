"""What is done to a whole archive: import, export, localize, examine."""

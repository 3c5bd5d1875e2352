"""Syndicate: follow anything that publishes, keep it as plain Markdown, publish it again."""

__version__ = "0.1.0"

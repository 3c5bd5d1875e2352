"""Markdown of other programs → articles. Begin with reading.py."""

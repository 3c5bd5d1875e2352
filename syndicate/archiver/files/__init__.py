"""An article as files: how profiles lay it out, and what becomes of it. Begin with document.py."""

"""An article's elements → Markdown, and Markdown read again. Pure; begin with convert.py."""

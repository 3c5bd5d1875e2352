"""A page → the article in it, and what is known of it. Pure; begin with extract.py."""

"""The halves of app.py that are loaded when a command needs them."""

"""The steps of one host's turn; syndicator.py says in which order."""

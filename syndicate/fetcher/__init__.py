"""What the source says: the only door to the network, and the readers of what comes through."""

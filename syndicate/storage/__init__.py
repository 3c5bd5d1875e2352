"""Keys ↔ bytes: the port (base) and its backends."""

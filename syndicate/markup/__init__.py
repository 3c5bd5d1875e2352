"""Ground of both readers and archiver: bytes → text → tree, and what a page says of itself."""

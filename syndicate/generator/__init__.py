"""Articles → feeds: pure, the same articles give the same bytes."""

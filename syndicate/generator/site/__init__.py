"""Values → the pages of the published site: pure, the same values give the same bytes."""

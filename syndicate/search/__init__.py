"""Finding articles by what stands in them."""

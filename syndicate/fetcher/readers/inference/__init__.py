"""A list page without selectors: what repeats in it, which of it is the list, how to say so."""

"""What a page shows besides its words, and where it leads: addresses, pictures, and how large they are."""

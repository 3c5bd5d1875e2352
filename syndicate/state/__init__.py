"""What is remembered between turns: the ports (base) and their backends."""

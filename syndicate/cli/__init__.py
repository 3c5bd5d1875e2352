"""The face: a module per command family, the only room that prints; exit codes live here."""

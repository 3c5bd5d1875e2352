"""Bytes → entries, a module per kind of document: pure, no network, no clock."""

"""Whether a source is broken or quiet: its answers against what it usually says. Pure."""

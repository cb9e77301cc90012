"""One test module a module; whole projects in `tiny_town` and in real extracts."""

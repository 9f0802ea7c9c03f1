"""Our copy of the organisations that the registry announces."""

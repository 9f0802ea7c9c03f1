"""The dated loyalty programmes."""

"""Entries that are closed: why, by whom, and how they are opened again."""

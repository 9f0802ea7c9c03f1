"""Runs that issue every invoice that is due, once."""

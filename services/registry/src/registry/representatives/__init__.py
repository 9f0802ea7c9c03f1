"""Showing and dismissing who represents an organisation."""

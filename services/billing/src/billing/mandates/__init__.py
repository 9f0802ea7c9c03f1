"""Permissions of providers to invoice in their name."""

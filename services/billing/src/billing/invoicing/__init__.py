"""Carrying out the invoicing runs that were asked for."""

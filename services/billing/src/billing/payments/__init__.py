"""Money received against an invoice."""

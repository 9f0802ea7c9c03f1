"""Our copy of the orders that the marketplace announces."""

"""The one door: tokens, limits, routing and the merged API reference."""

"""API keys: a person's standing permission for its own programs."""

"""Reviews: what the client of a completed order says about the provider."""

"""All that opens the platform to one subject, and the end of it."""

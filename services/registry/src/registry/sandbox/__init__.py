"""What only a sandbox has: a business clock that can be moved."""

"""What only tests use; it ships in no wheel and no image."""

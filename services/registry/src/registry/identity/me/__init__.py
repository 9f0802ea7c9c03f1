"""What a caller can learn about itself."""

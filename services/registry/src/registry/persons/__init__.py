"""What the registry holds about people, told to everybody; to each what it holds about itself."""

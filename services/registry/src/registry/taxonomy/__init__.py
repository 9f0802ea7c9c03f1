"""The value chain's stages and the roles within them."""

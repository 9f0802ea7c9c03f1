"""Machine accounts: OAuth 2.0 client credentials."""

"""What clients said of providers, as far as search shows it."""

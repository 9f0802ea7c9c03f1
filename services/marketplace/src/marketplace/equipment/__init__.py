"""Equipment: technical items that a provider rents out by the day."""

"""Organisations as the marketplace knows them: a copy kept from the registry's events."""

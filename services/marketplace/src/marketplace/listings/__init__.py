"""Listings: services that a provider offers at a stated price."""

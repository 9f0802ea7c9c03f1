"""The taxonomy as the marketplace knows it: which roles the registry places in which stage."""

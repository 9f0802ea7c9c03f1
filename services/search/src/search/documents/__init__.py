"""Documents: what is found, projected from other services' events."""

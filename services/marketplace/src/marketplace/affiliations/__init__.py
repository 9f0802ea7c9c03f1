"""Which organisations share a person: a copy kept from the registry's events, without names."""

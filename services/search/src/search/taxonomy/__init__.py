"""The labels of value-chain stages and roles, as the registry publishes them."""

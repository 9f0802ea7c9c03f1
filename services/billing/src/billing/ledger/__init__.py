"""The double-entry books of the cluster."""

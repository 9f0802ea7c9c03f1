"""Who acts for an organisation, and who holds an office of the cluster."""

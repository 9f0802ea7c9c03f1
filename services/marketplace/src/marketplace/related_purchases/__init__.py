"""Purchases between related organisations that the cluster's manager has allowed."""

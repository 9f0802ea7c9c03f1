"""Figures of the cluster: whom it counts, what nobody offers, where applications stand."""

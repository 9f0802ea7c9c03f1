"""Leaving the cluster: asked for by the member, complete when nothing of it is open anywhere."""

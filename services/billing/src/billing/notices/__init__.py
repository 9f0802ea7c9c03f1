"""Notices: what an organisation's people are to be told; the registry knows who they are."""

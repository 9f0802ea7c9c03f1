"""Notices: what an organisation's people are to know, in the inbox of each whom it concerns."""

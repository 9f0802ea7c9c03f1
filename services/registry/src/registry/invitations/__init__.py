"""Inviting people to an office, which they accept or refuse themselves."""

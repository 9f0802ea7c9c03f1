"""Issuing access tokens, and remembering which of them still live."""

"""Accounts, sessions, machine clients, API keys, signing keys and revocations."""

"""Keeping the engine's index equal to the documents table."""

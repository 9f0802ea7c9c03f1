"""The public directory: who there is, where, and what kind of organisation it is."""

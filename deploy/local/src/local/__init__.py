"""The whole platform in one process, on embedded parts."""

"""What can go wrong when something sealed is to be opened."""


class SealBroken(Exception):
    """A sealed content does not open with the key that the service holds.

    Either the master key is not the one that the tender's key was wrapped with, or the stored
    bytes were changed. No DomainError: it is the operator's fault, not the caller's. The text
    never holds any content.
    """

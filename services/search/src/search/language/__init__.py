"""The language layer: what a word is, which of its forms are the same, what to mark.

It runs before either engine and knows neither. Nothing here does I/O.
"""

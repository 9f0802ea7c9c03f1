"""Offers: the life that listings and equipment share, from draft to withdrawal."""

"""Exact arithmetic with cents and rates, and how both are written for people."""

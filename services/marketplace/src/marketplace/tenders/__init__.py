"""Tenders: what a client asks for, in lots, by a deadline and with award weights."""

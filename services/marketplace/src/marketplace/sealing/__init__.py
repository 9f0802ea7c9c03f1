"""Sealing: what must stay unread until a tender's deadline is encrypted, and kept so."""

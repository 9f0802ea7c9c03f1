"""Invoices: the document, its number, its e-invoice and its paper."""

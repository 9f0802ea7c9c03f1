"""The API reference: one document merged from the services' own, and a page that shows it."""

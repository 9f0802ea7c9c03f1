"""Who holds which office in which organisation, and who may therefore act for it.

Organisations are known here by their id alone: what an organisation is stands above.
"""

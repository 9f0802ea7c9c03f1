"""The engines: one port (`port.py`), two adapters, and the choice between them."""

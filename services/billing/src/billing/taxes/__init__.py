"""VAT: dated rates, the states of the EU, and which treatment a supply gets."""

"""How services talk: facts announced in a transaction, carried at least once, done once."""

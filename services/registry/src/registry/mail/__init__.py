"""Mail to people: written in the transaction of its cause, sent by a loop, kept no longer."""

"""A new password for whoever forgot the old one and reads the mail of the account's address."""

"""First-party logins and the refresh tokens that keep them alive."""

"""Orders: what one provider delivers to a client, milestone by milestone."""

"""What an organisation's standing lets it do, and the board's suspensions."""

"""How an organisation becomes a member: application, criteria, meeting, board's decision."""

"""Another administrator for an organisation whose administrators have vanished."""

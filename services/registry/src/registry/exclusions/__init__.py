"""Excluding a member: ground, notice, hearing, the board's vote, appeal, and the end of it."""

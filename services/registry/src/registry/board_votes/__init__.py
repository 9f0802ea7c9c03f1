"""How the board decides: one vote on one matter, with quorum, majority, conflicts and an end."""

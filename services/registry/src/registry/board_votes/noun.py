"""What votes of the board bring to the registry."""

from registry.board_votes.orm import BoardBallot, BoardVote, DeclaredConflict
from registry.board_votes.routes import router
from shared.nouns import Noun

NOUN = Noun("board_votes", routers=(router,), tables=(BoardVote, BoardBallot, DeclaredConflict))

"""What is refused about votes of the board."""

from shared.errors import Conflict, Forbidden, NotFound, Stale


class BoardVoteNotFound(NotFound):
    """No vote has this id, or none that the caller may know of."""

    title = "No such vote of the board"


class StaleBoardVote(Stale):
    """The vote has changed since the caller read it."""

    title = "The vote has changed"


class ConflictOfInterest(Forbidden):
    """Nobody decides upon an organisation that it is, or lately was, tied to."""

    title = "A conflict of interest"


class ConflictDeclared(Conflict):
    """The person has declared its conflict of interest already; it is not taken back."""

    title = "Declared already"


class NoElector(Forbidden):
    """Only who sat on the board when the vote was opened, and does so since, may vote."""

    title = "Not among those who may vote"


class NotTheOpener(Forbidden):
    """Only who opened a vote takes it back."""

    title = "Somebody else opened the vote"


class BoardTooSmall(Conflict):
    """Too few members of the board have no interest in the matter: the assembly elects more."""

    title = "Too few members of the board may vote"


class BoardVoteOpen(Conflict):
    """The board is voting on this matter."""

    title = "A vote on it is open"


class BoardVoteClosed(Conflict):
    """The vote is over."""

    title = "The vote is over"


class BoardVoteBegun(Conflict):
    """Somebody has voted: the vote runs to its end."""

    title = "The voting has begun"


class RejectedLately(Conflict):
    """What the board has rejected rests for a while."""

    title = "The board has rejected it lately"

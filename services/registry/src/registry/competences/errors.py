"""What is refused about competences."""

from shared.errors import Conflict, NotFound


class CompetenceNotFound(NotFound):
    """No competence has this id."""

    title = "No such competence"
    # Callers switch on the code, which is older than the name.
    code = "unknown_competence"


class CompetenceAlreadyWithdrawn(Conflict):
    """The competence is no longer declared."""

    title = "Withdrawn before"

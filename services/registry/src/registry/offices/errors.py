"""What is refused about the offices of the cluster."""

from shared.errors import Conflict, Forbidden, NotFound, RuleViolated, Stale


class OfficeTermNotFound(NotFound):
    """No term has this id, or none that the caller may know of."""

    title = "No such term of office"


class OfficeRequired(Forbidden):
    """Only who holds a certain office now may do this."""

    title = "Only for who holds the office"


class OfficeRests(Forbidden):
    """By the standing of the members that one represents, an office of the board rests."""

    title = "The office rests"


class OwnOffice(Forbidden):
    """Nobody appoints, confirms or recalls itself."""

    title = "Not about one's own office"


class AnotherMemberNeeded(Forbidden):
    """What one member of the board has recorded, another confirms."""

    title = "Another member of the board is needed"


class OfficeFull(Conflict):
    """The office has as many seats as it may have, all of them taken."""

    title = "No seat is free"


class OfficesExcludeEachOther(Conflict):
    """One person may not hold these two offices at once."""

    title = "Offices that exclude each other"


class OfficeHeldAlready(Conflict):
    """The person holds the office already."""

    title = "In office already"


class TermNotAtThatStep(Conflict):
    """The term is past, or not yet at, the step that was asked for."""

    title = "Not at this step of the term"


class LastOfficer(Conflict):
    """Nobody else could act for the cluster then."""

    title = "The last who can act for the cluster"


class StaleTerm(Stale):
    """The term has changed since the caller read it."""

    title = "The term has changed"


class AreaDoesNotFit(RuleViolated):
    """The office needs an area of responsibility, has another list of them, or has none."""

    title = "The area does not fit the office"


class TermDatesImpossible(RuleViolated):
    """Decision, begin and end of a term do not follow on each other, or on the present."""

    title = "Impossible dates"

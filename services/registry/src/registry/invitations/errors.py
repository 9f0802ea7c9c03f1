"""What is refused about invitations."""

from shared.errors import Conflict, Forbidden, NotFound, RuleViolated


class InvitationNotFound(NotFound):
    """No open invitation has this id or secret; why not is not told."""

    title = "No such invitation"
    # Callers switch on the code, which is older than the name.
    code = "unknown_invitation"


class AlreadyRepresentative(Conflict):
    """The person is of the organisation already, with every role that it is offered."""

    title = "A representative already"


class AdministratorNeeded(RuleViolated):
    """The first of an organisation's people administers it."""

    title = "An administrator is needed first"


class FormerPeopleFirst(Conflict):
    """Whose access to the organisation has just ended with it are the first to be invited."""

    title = "Its former people come first"


class TooManyInvitations(Conflict):
    """The organisation has as many open invitations as it may have."""

    title = "Too many open invitations"


class ForAnotherAddress(Forbidden):
    """The invitation is for the account whose address it was sent to."""

    title = "For another address"

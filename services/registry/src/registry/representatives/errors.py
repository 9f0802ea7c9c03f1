"""What is refused about representatives."""

from shared.errors import Conflict, NotFound, Stale


class RepresentativeNotFound(NotFound):
    """That account does not represent this organisation."""

    title = "No such representative"
    # Callers switch on the code, which is older than the name.
    code = "unknown_representative"


class LastRepresentative(Conflict):
    """An organisation keeps at least one representative."""

    title = "The last representative stays"


class LastAdministrator(Conflict):
    """An organisation keeps at least one administrator."""

    title = "The last administrator stays"


class RolesNotAccepted(Conflict):
    """Nobody gains a role in an organisation but by its own act."""

    title = "More roles are accepted, not given"


class StaleRepresentative(Stale):
    """The person's roles have changed since the version that the caller decided on."""

    title = "Decided on a version that is no longer current"

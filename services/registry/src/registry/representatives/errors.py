"""What is refused about representatives."""

from shared.errors import Conflict, NotFound


class RepresentativeNotFound(NotFound):
    """That account does not represent this organisation."""

    title = "No such representative"
    # Callers switch on the code, which is older than the name.
    code = "unknown_representative"


class LastRepresentative(Conflict):
    """An organisation keeps at least one representative."""

    title = "The last representative stays"

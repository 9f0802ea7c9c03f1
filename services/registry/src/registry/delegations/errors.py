"""What is refused about roles in an organisation."""

from shared.errors import Forbidden


class RoleNotHeld(Forbidden):
    """One of the organisation's own people asks for what none of its roles opens."""

    title = "Not with this role"

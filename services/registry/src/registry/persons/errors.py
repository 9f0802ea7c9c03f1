"""What is refused to those who ask for their data, or for its erasure."""

from typing import ClassVar

from shared.errors import Conflict, TooMany


class ExportedLately(TooMany):
    """The person was given its data a moment ago."""

    title: ClassVar[str] = "Exported a moment ago"


class StillAdministers(Conflict):
    """The person is the only administrator of an organisation."""

    title: ClassVar[str] = "An organisation would be left without an administrator"


class StillInOffice(Conflict):
    """The person holds an office of the cluster, or has accepted one."""

    title: ClassVar[str] = "You hold an office of the cluster"

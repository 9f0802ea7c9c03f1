"""What admission brings to the registry."""

from registry.admission.orm import (
    Application,
    ApplicationEnding,
    Assessment,
    Decision,
    DeclaredConflict,
    Meeting,
    MeetingInvitation,
    PrivateNote,
    Waiver,
)
from registry.admission.routes import router
from shared.nouns import Noun

NOUN = Noun(
    "admission",
    routers=(router,),
    tables=(
        Application,
        Assessment,
        Waiver,
        Meeting,
        MeetingInvitation,
        Decision,
        ApplicationEnding,
        DeclaredConflict,
        PrivateNote,
    ),
)

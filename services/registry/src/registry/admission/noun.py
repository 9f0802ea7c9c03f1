"""What admission brings to the registry."""

from registry.admission.duties import DUTIES
from registry.admission.membership_orm import DuesClassChoice, MemberCounter
from registry.admission.orm import (
    Application,
    ApplicationEnding,
    Assessment,
    Decision,
    Meeting,
    MeetingInvitation,
    PrivateNote,
    Waiver,
)
from registry.admission.review_orm import Evidence, InformationRequest
from registry.admission.review_routes import router as review_router
from registry.admission.routes import router
from shared.nouns import Noun

NOUN = Noun(
    "admission",
    routers=(router, review_router),
    tables=(
        Application,
        Assessment,
        Waiver,
        Meeting,
        MeetingInvitation,
        Decision,
        ApplicationEnding,
        PrivateNote,
        MemberCounter,
        DuesClassChoice,
        InformationRequest,
        Evidence,
    ),
    duties=DUTIES,
)

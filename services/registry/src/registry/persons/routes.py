"""What is told of personal data: paths below /v1/registry."""

from inspect import getdoc

from registry.persons import queries
from registry.persons.schemas import PersonalDataOut
from shared.http.routing import Router

router = Router(prefix="/v1/registry", tags=["persons"])


@router.get("/personal-data", description=getdoc(queries.show_personal_data))
async def show_personal_data() -> PersonalDataOut:
    return queries.show_personal_data()

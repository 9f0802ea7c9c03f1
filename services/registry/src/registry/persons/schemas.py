"""What is told of personal data, over HTTP."""

from datetime import datetime

from pydantic import Field

from registry.identity.sessions.schemas import Secret
from registry.schemas import Input, Output
from shared.personal_data import Basis, OnErasure
from shared.texts import Language


class ErasureIn(Input):
    """What proves the person, and in which language to write to its address."""

    current_password: Secret | None = Field(
        default=None,
        repr=False,
        json_schema_extra={"format": "password"},
        description="Left out by who has shown its second factor in this login in the last ten "
        "minutes",
    )
    language: Language = "lv"


class ErasureOut(Output):
    """When the account is erased."""

    erase_at: datetime = Field(description="A login before that undoes it")


class HoldingOut(Output):
    """Columns of one table that hold something of a person."""

    table: str
    purpose: str = Field(description="What the table is for")
    columns: list[str]
    what: str
    why: str
    basis: Basis = Field(description="Regulation (EU) 2016/679, Art. 6(1): b, c, f, a")
    kept_for: str
    on_erasure: OnErasure = Field(
        description="What becomes of it when an account is erased: the row is `deleted`, the "
        "columns are `emptied`, an id without a name behind it stays (`pseudonym`), it is `kept` "
        "for the reason given, or it `expires` by itself"
    )


class PersonalDataOut(Output):
    """The register of personal data, of one service."""

    service: str
    holdings: list[HoldingOut]

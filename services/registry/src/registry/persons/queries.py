"""The register of personal data."""

from registry.database import Base
from registry.persons.schemas import HoldingOut, PersonalDataOut
from shared.personal_data import holdings, mapped_classes
from shared.tables import metadata


def show_personal_data() -> PersonalDataOut:
    """What personal data the registry keeps: in which table, why, on what basis, for how long,
    and what becomes of it when an account is erased.

    It is the declaration that stands beside the columns, and what export and erasure go by. The
    other services' are in the documentation. Public.
    """
    return PersonalDataOut(
        service="registry",
        holdings=[
            HoldingOut(
                table=held.table,
                purpose=held.purpose,
                columns=list(held.declared.columns),
                what=held.declared.what,
                why=held.declared.why,
                basis=held.declared.basis,
                kept_for=held.declared.kept_for,
                on_erasure=held.declared.on_erasure,
            )
            for held in holdings([*mapped_classes(Base), *metadata.tables.values()])
        ],
    )

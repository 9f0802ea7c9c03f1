"""How a service declares its tables: named constraints, and columns that hold known words.

Each service has one base of its own, since the all-in-one holds several services in a process:

    class Base(DeclarativeBase):
        \"\"\"Every table of billing.\"\"\"

        metadata = new_metadata()

A type checker follows no base class that a function returns; hence a function for the metadata.
"""

from collections.abc import Sequence

from sqlalchemy import CheckConstraint, MetaData

from shared.database import NAMING_CONVENTION


def new_metadata() -> MetaData:
    """The metadata of one service's tables, whose constraints are all named.

    Names matter: a violated constraint is translated to a domain error by its name.
    """
    return MetaData(naming_convention=NAMING_CONVENTION)


def one_of(column: str, values: Sequence[str]) -> CheckConstraint:
    """A column holds one of these words.

    Plain text with a check constraint, and no type of the database's: a new word is one quick
    migration.
    """
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")

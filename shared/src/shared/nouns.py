"""What a noun hands to its service, and how a service puts its nouns together.

A noun is a folder of a service: an organisation, a tender, an invoice. Its `noun.py` declares
what it brings, and the service's `nouns.py` names it once; application, command line,
migrations and contracts read what they need from there:

    services/search/src/search/reputation/noun.py

        NOUN = Noun("reputation", tables=(Review,), handlers=HANDLERS)

    services/search/src/search/nouns.py

        from search.reputation.noun import NOUN as reputation

        NOUNS = Nouns(
            taxonomy,
            reputation,
        )

The declaration stands in a module of its own and not in the folder's `__init__`: whoever imports
a noun's rules is not to import its routes with them.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from fastapi import APIRouter
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from shared.duties import Duty
from shared.messaging.consuming import Handler
from shared.messaging.events import Fact

Brought = TypeVar("Brought")


@dataclass(frozen=True)
class Noun:
    """One noun of a service: all that the service needs to know of it.

    `name` is the folder's path below the service, with dots: "tenders", "identity.sessions".
    """

    name: str
    routers: Sequence[APIRouter] = ()
    tables: Sequence[type[DeclarativeBase]] = ()
    """Every mapped class of the noun."""
    examples: Sequence[Fact] = ()
    """One for each type of event that the noun announces; it announces no other."""
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    """What the noun does on an event of another: type to handler."""
    duties: Sequence[Duty] = ()
    """What the noun does by time."""


class Nouns:
    """The nouns of one service, lowest floor first, folded into the lists that its parts read.

    Raises ValueError, when the service is imported, where two nouns bring the same thing: a name,
    a table, a type of event, a handler for one type, a duty. Which of the two was meant could
    otherwise depend on the order of lines.
    """

    def __init__(self, *nouns: Noun) -> None:
        self._nouns = nouns
        _each_once("noun", ((noun, noun.name) for noun in nouns))
        self.routers: tuple[APIRouter, ...] = tuple(
            router for noun in nouns for router in noun.routers
        )
        self.tables: tuple[type[DeclarativeBase], ...] = _each_once(
            "table", ((table, table.__tablename__) for noun in nouns for table in noun.tables)
        )
        self.examples: tuple[Fact, ...] = _each_once(
            "event", ((fact, type(fact).type) for noun in nouns for fact in noun.examples)
        )
        self.facts: tuple[type[Fact], ...] = tuple(type(example) for example in self.examples)
        self.handlers: Mapping[str, Handler] = dict(
            _each_once(
                "handler", ((pair, pair[0]) for noun in nouns for pair in noun.handlers.items())
            )
        )
        self.duties: tuple[Duty, ...] = _each_once(
            "duty", ((duty, duty.name) for noun in nouns for duty in noun.duties)
        )

    def __iter__(self) -> Iterator[Noun]:
        return iter(self._nouns)

    @property
    def metadata(self) -> MetaData:
        """The tables of all nouns, for migrations.

        Raises ValueError for a table of the same base that no noun hands over: the service would
        have it on some paths of import only.
        """
        found = {table.metadata for table in self.tables}
        if len(found) > 1:
            raise ValueError("the tables of one service have one base")
        metadata = found.pop() if found else MetaData()
        stray = metadata.tables.keys() - {table.__tablename__ for table in self.tables}
        if stray:
            raise ValueError(f"no noun hands over: {', '.join(sorted(stray))}")
        return metadata


def _each_once(kind: str, brought: Iterable[tuple[Brought, Hashable]]) -> tuple[Brought, ...]:
    """What was brought, in order; raise ValueError for a name that comes a second time."""
    found: dict[Hashable, Brought] = {}
    for thing, name in brought:
        if name in found:
            raise ValueError(f"{kind} {name!r} is brought twice")
        found[name] = thing
    return tuple(found.values())

"""The services as the all-in-one runs them: the only list that names all of them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

import billing
import billing.app
import billing.consumers
import billing.settings
import marketplace
import marketplace.app
import marketplace.consumers
import marketplace.settings
import registry
import registry.app
import registry.settings
import search
import search.app
import search.consumers
import search.settings
from search.indexing import run_indexer
from shared.bus import Bus
from shared.consuming import Handler
from shared.database import Database
from shared.settings import ServiceSettings

Beside = Callable[[Any, Database, Bus, CollectorRegistry], Awaitable[None]]


@dataclass(frozen=True)
class Part:
    """One service: how its app is made, what it hears, and what runs beside its consumer."""

    name: str
    settings: type[ServiceSettings]
    create_app: Callable[..., FastAPI]
    migrations: Path
    announces: bool = True
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    beside: Beside | None = None


def _migrations_of(package: ModuleType) -> Path:
    # src/<service>/__init__.py lies two folders below the service's own.
    assert package.__file__ is not None
    return Path(package.__file__).resolve().parents[2] / "migrations"


PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        Part(
            name="registry",
            settings=registry.settings.Settings,
            create_app=registry.app.create_app,
            migrations=_migrations_of(registry),
        ),
        Part(
            name="marketplace",
            settings=marketplace.settings.Settings,
            create_app=marketplace.app.create_app,
            migrations=_migrations_of(marketplace),
            handlers=marketplace.consumers.HANDLERS,
        ),
        Part(
            name="search",
            settings=search.settings.Settings,
            create_app=search.app.create_app,
            migrations=_migrations_of(search),
            announces=False,
            handlers=search.consumers.HANDLERS,
            beside=run_indexer,
        ),
        Part(
            name="billing",
            settings=billing.settings.Settings,
            create_app=billing.app.create_app,
            migrations=_migrations_of(billing),
            handlers=billing.consumers.HANDLERS,
        ),
    )
}

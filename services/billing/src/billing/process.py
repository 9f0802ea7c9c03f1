"""What billing's processes are made of, in one process or in many."""

from pathlib import Path
from typing import Final

from pydantic import SecretStr

from billing.app import create_app
from billing.consumers import HANDLERS
from billing.contracts import EXAMPLES, FACTS
from billing.settings import Settings
from shared.command_line import ServiceProcess


def settings_for_openapi() -> Settings:
    """Settings that reach nothing: enough to write the API document."""
    return Settings(
        database_url="postgresql://nowhere/billing",
        broker_url="memory://",
        secret_key=SecretStr("unused when the document is written"),
    )


PROCESS: Final = ServiceProcess(
    name="billing",
    settings=Settings,
    settings_for_openapi=settings_for_openapi,
    create_app=create_app,
    migrations=Path(__file__).resolve().parents[2] / "migrations",
    handlers=HANDLERS,
    facts=FACTS,
    examples=EXAMPLES,
)

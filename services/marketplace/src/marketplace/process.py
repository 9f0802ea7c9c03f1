"""What the marketplace's processes are made of, in one process or in many."""

from pathlib import Path
from typing import Final

from pydantic import SecretStr

from marketplace.app import create_app
from marketplace.nouns import NOUNS
from marketplace.settings import Settings
from shared import clock_moves
from shared.command_line import ServiceProcess


def settings_for_openapi() -> Settings:
    """Settings that reach nothing: nothing is sealed with them, no request served by them."""
    return Settings(
        database_url="postgresql://nowhere",
        broker_url="memory://",
        secret_key=SecretStr("only-to-write-the-api-document-down"),
        bid_master_key=SecretStr("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        environment="test",
    )


PROCESS: Final = ServiceProcess(
    name="marketplace",
    settings=Settings,
    settings_for_openapi=settings_for_openapi,
    create_app=create_app,
    migrations=Path(__file__).resolve().parents[2] / "migrations",
    nouns=NOUNS,
    handlers=clock_moves.HANDLERS,
)

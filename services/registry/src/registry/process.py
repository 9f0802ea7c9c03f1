"""What the registry's processes are made of, in one process or in many."""

from pathlib import Path
from typing import Final

from pydantic import SecretStr

from registry.app import create_app
from registry.duties import duties_of
from registry.nouns import NOUNS
from registry.settings import Settings
from shared.command_line import ServiceProcess


def settings_for_openapi() -> Settings:
    """Settings that reach nothing: nothing is signed or sealed with them."""
    return Settings(
        database_url="postgresql://nowhere",
        broker_url="memory://",
        secret_key=SecretStr("only-to-write-the-api-document-down"),
        master_secret=SecretStr("only-to-write-the-api-document-down"),
        environment="test",
    )


PROCESS: Final = ServiceProcess(
    name="registry",
    settings=Settings,
    settings_for_openapi=settings_for_openapi,
    create_app=create_app,
    migrations=Path(__file__).resolve().parents[2] / "migrations",
    nouns=NOUNS,
    duties=duties_of,
)

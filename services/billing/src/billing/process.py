"""What billing's processes are made of, in one process or in many."""

from pathlib import Path
from typing import Final

from pydantic import SecretStr

from billing.app import create_app
from billing.duties import duties_of
from billing.invoicing.worker import carry_out_runs
from billing.nouns import NOUNS
from billing.settings import Settings
from shared import clock_moves
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
    nouns=NOUNS,
    handlers=clock_moves.HANDLERS,
    duties=duties_of,
    beside_worker=carry_out_runs,
)

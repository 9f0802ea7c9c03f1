"""`python -m marketplace api | consumer | relay | migrate | openapi | contracts | dead-letters`."""

from pathlib import Path

from pydantic import SecretStr

from marketplace.app import create_app
from marketplace.consumers import HANDLERS
from marketplace.contracts import EXAMPLES, FACTS
from marketplace.settings import Settings
from shared.command_line import ServiceProcess, service_cli

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def _settings_for_openapi() -> Settings:
    return Settings(
        database_url="postgresql://nowhere",
        broker_url="memory://",
        secret_key=SecretStr("only-to-write-the-api-document-down"),
        # Nothing is sealed with it: no request is ever served by these settings.
        bid_master_key=SecretStr("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        environment="test",
    )


cli = service_cli(
    ServiceProcess(
        name="marketplace",
        settings=Settings,
        settings_for_openapi=_settings_for_openapi,
        create_app=create_app,
        migrations=MIGRATIONS,
        handlers=HANDLERS,
        facts=FACTS,
        examples=EXAMPLES,
    )
)

if __name__ == "__main__":
    cli()

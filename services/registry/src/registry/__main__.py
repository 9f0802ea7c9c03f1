"""`python -m registry api | consumer | relay | migrate | openapi | contracts | dead-letters
| bootstrap | rotate-keys`."""

from pathlib import Path

from pydantic import SecretStr

from registry.app import create_app
from registry.consumers import HANDLERS
from registry.contracts import EXAMPLES, FACTS
from registry.jobs import add_jobs
from registry.settings import Settings
from shared.command_line import ServiceProcess, service_cli

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def _settings_for_openapi() -> Settings:
    # Nothing is signed or sealed with these: no request is ever served by them.
    return Settings(
        database_url="postgresql://nowhere",
        broker_url="memory://",
        secret_key=SecretStr("only-to-write-the-api-document-down"),
        master_secret=SecretStr("only-to-write-the-api-document-down"),
        environment="test",
    )


cli = service_cli(
    ServiceProcess(
        name="registry",
        settings=Settings,
        settings_for_openapi=_settings_for_openapi,
        create_app=create_app,
        migrations=MIGRATIONS,
        handlers=HANDLERS,
        facts=FACTS,
        examples=EXAMPLES,
    )
)
add_jobs(cli)

if __name__ == "__main__":
    cli()

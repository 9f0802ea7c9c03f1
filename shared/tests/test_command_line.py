"""What a command says to the person who calls it wrongly."""

import pytest
import typer
from pydantic import BaseModel, ValidationError

from shared.command_line import ServiceCommands
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    model_config = {**ServiceSettings.model_config, "env_prefix": "NOTES_"}  # noqa: RUF012


@pytest.fixture
def cli() -> typer.Typer:
    commands = ServiceCommands(prefix="notes_")

    @commands.command()
    def start() -> None:
        Settings()

    @commands.command()
    def stumble() -> None:
        class Parcel(BaseModel):
            weight: int

        Parcel(weight="heavy")

    return commands


def test_a_missing_setting_is_named_as_its_variable_and_its_value_never_shown(
    cli, capsys, monkeypatch
):
    monkeypatch.setenv("NOTES_SECRET_KEY", "too-short-a-secret")
    with pytest.raises(SystemExit) as ended:
        cli(["start"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "NOTES_DATABASE_URL (or the file named by …_FILE): Field required" in said
    assert "NOTES_SECRET_KEY" in said
    assert "too-short-a-secret" not in said


def test_an_error_that_is_not_of_the_settings_is_not_dressed_up_as_one(cli):
    with pytest.raises(ValidationError):
        cli(["stumble"])

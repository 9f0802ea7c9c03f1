"""How the commands end: a status for make, and a line for people."""

import io
import os
import subprocess
import sys

import pytest
import typer
from rich.console import Console

from local import __main__ as commands
from local.__main__ import _finish
from local.folder import Folder
from local.processes import CannotStart
from local.story import StepFailed


async def failing(error: BaseException) -> None:
    raise error


def test_a_failed_step_ends_with_status_1_and_is_named(capsys):
    with pytest.raises(typer.Exit) as ended:
        _finish(failing(StepFailed("2.4", "POST /v1/x was expected to answer 201: 500")))

    assert ended.value.exit_code == 1
    told = capsys.readouterr().err
    assert "The story failed at step 2.4." in told
    assert "was expected to answer 201: 500" in told


def test_what_cannot_start_ends_with_status_2_and_says_why(capsys):
    with pytest.raises(typer.Exit) as ended:
        _finish(failing(CannotStart("Port 8000 is taken [by another program]")))

    assert ended.value.exit_code == 2
    assert "Port 8000 is taken [by another program]" in capsys.readouterr().err


def test_ctrl_c_ends_with_the_status_of_an_interruption(capsys):
    with pytest.raises(typer.Exit) as ended:
        _finish(failing(KeyboardInterrupt()))

    assert ended.value.exit_code == 130
    assert "Stopped." in capsys.readouterr().err


def test_a_defect_is_not_hidden_behind_a_friendly_line():
    with pytest.raises(ZeroDivisionError):
        _finish(failing(ZeroDivisionError()))


@pytest.mark.parametrize("command", [[], ["up"], ["demo"]])
def test_every_command_has_its_help(command):
    told = subprocess.run(
        [sys.executable, "-m", "local", *command, "--help"],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "100"},
    )

    assert "Usage: python -m local" in told.stdout


async def test_up_plays_the_story_once_in_a_folder(tmp_path, monkeypatch):
    played = []

    async def play(base_url, credentials, console, *, out, mail):
        played.append((base_url, out, mail.name))

    monkeypatch.setattr(commands, "play", play)
    folder = Folder.of(tmp_path, "up")

    for _ in range(2):
        await commands.play_once(folder, "http://door", None, Console(file=io.StringIO()))

    assert played == [("http://door", tmp_path.resolve() / "out", "mail")]

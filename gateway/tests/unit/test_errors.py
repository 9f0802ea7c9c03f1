"""Every refusal is a kind of its own, and papers and platform know it by the same words."""

import re
from pathlib import Path

import pytest

from gateway.errors import Refusal, Unauthenticated
from shared.http.problems import TITLES

KINDS = Refusal.__subclasses__()
README = Path(__file__).parents[2] / "README.md"
ROWS = re.findall(r"^\| (\d{3}) \| ([^|]+) \|", README.read_text(encoding="utf-8"), re.MULTILINE)


def test_no_two_refusals_share_a_status_or_a_code() -> None:
    assert len({kind.status for kind in KINDS}) == len({kind.code for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_status_has_one_title_on_the_whole_platform(kind: type[Refusal]) -> None:
    assert kind.title == TITLES.get(kind.status, kind.title)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_refusal_stands_in_the_readme_with_its_status(kind: type[Refusal]) -> None:
    told = {code for status, codes in ROWS if int(status) == kind.status for code in _codes(codes)}
    # Why credentials are not good has a code for each reason, never one for all of them.
    assert told if kind is Unauthenticated else kind.code in told


def _codes(cell: str) -> list[str]:
    return re.findall(r"`([a-z_]+)`", cell)

"""What the registry's commands understand."""

from datetime import timedelta

import pytest
import typer

from registry.jobs import interval


def test_an_interval_is_a_number_and_a_unit() -> None:
    assert interval("30m") == timedelta(minutes=30)
    assert interval("7d") == timedelta(days=7)
    for text in ("", "24", "h", "0h", "-1h", "1w", "1.5h", "1h ", "1h\n", "٣h", "999999d"):
        with pytest.raises(typer.BadParameter):
            interval(text)

"""The key that seals bids comes from outside, and a wrong one is refused without being shown."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from services.marketplace.tests.builders import MASTER_KEY, settings

from marketplace.settings import Settings


def test_the_service_refuses_to_start_without_a_master_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARKETPLACE_DATABASE_URL", "postgresql://nowhere")
    monkeypatch.setenv("MARKETPLACE_BROKER_URL", "memory://")
    monkeypatch.setenv("MARKETPLACE_SECRET_KEY", "x" * 32)
    with pytest.raises(ValidationError, match="bid_master_key"):
        Settings()


def test_the_master_key_can_be_read_from_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    file.write_text(MASTER_KEY + "\n")
    monkeypatch.setenv("MARKETPLACE_DATABASE_URL", "postgresql://nowhere")
    monkeypatch.setenv("MARKETPLACE_BROKER_URL", "memory://")
    monkeypatch.setenv("MARKETPLACE_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("MARKETPLACE_BID_MASTER_KEY_FILE", str(file))
    assert Settings().bid_master_key.get_secret_value() == MASTER_KEY


@pytest.mark.parametrize("wrong", ["c2hvcnQ=", "not base64 at all ***", ""])
def test_a_key_that_is_not_32_bytes_is_refused_and_not_repeated(wrong: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings("postgresql://nowhere", bid_master_key=wrong)
    assert not wrong or wrong not in str(refused.value)


def test_settings_do_not_print_the_key() -> None:
    assert MASTER_KEY not in repr(settings("postgresql://nowhere"))

"""Settings, and which engine they choose."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from search.engines.choice import open_engine, open_writer
from search.engines.embedded import EmbeddedEngine, EmbeddedWriter
from search.engines.meilisearch import MeilisearchEngine, MeilisearchWriter
from search.settings import Settings


def _settings(**changes: object) -> Settings:
    values: dict[str, object] = {
        "database_url": "postgresql://nowhere/search",
        "broker_url": "memory://settings-test",
        "secret_key": SecretStr("x" * 32),
    }
    return Settings(**(values | changes))  # type: ignore[arg-type]


async def test_the_engine_is_the_embedded_one_unless_told(tmp_path: Path) -> None:
    settings = _settings(index_path=tmp_path)
    assert isinstance(open_engine(settings), EmbeddedEngine)
    writer = open_writer(settings)
    assert isinstance(writer, EmbeddedWriter)
    await writer.close()


async def test_meilisearch_is_chosen_by_name_and_needs_its_url() -> None:
    settings = _settings(engine="meilisearch", meilisearch_url="http://meilisearch.test:7700")
    engine, writer = open_engine(settings), open_writer(settings)
    assert isinstance(engine, MeilisearchEngine)
    assert isinstance(writer, MeilisearchWriter)
    await engine.close()
    await writer.close()
    with pytest.raises(ValidationError, match="meilisearch_url"):
        _settings(engine="meilisearch")


def test_a_secret_can_be_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("the search key\n")
    monkeypatch.setenv("SEARCH_MEILISEARCH_KEY_FILE", str(tmp_path / "key"))
    assert _settings().server_key == "the search key"


def test_no_secret_is_printed() -> None:
    settings = _settings(meilisearch_key=SecretStr("hidden"), feed_token=SecretStr("hidden"))
    assert "hidden" not in repr(settings)

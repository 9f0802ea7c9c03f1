"""The committed API document."""

import json
from pathlib import Path

from search.process import PROCESS

COMMITTED = Path(__file__).resolve().parents[2] / "openapi.json"


def test_the_committed_document_is_what_the_routes_say() -> None:
    document = PROCESS.create_app(PROCESS.settings_for_openapi()).openapi()
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == document


def test_every_operation_has_a_stable_id_of_its_own() -> None:
    document = json.loads(COMMITTED.read_text(encoding="utf-8"))
    ids = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert len(ids) == len(set(ids))
    assert "search_find_documents" in ids

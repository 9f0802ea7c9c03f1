"""What is committed as contract is what the code says, and we read what others announce."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marketplace.__main__ import cli
from marketplace.affiliations.readers import AffiliationRead
from marketplace.app import create_app
from marketplace.nouns import NOUNS
from marketplace.obligations.readers import LeavingRead
from marketplace.organisations.readers import OrganisationRead
from marketplace.process import PROCESS, settings_for_openapi
from marketplace.taxonomy.readers import TaxonomyRead
from shared.clock_moves import ClockMoveRead
from shared.errors import DomainError
from shared.messaging.contracts import CONTRACTS
from shared.messaging.events import Fact
from shared.testing.contracts import check_contracts, read_example

OPENAPI = Path(__file__).parents[2] / "openapi.json"


def test_the_committed_contracts_are_those_of_the_code() -> None:
    assert check_contracts("marketplace", NOUNS.facts, NOUNS.examples) == []


def test_the_commands_write_what_is_committed(tmp_path: Path) -> None:
    written = CliRunner().invoke(cli, ["contracts", str(tmp_path)])
    assert written.exit_code == 0, written.output
    committed = CONTRACTS / "marketplace"
    assert {path.name: path.read_bytes() for path in (tmp_path / "marketplace").iterdir()} == {
        path.name: path.read_bytes() for path in committed.iterdir()
    }
    printed = CliRunner().invoke(cli, ["openapi"])
    assert printed.stdout == OPENAPI.read_text(encoding="utf-8")


def test_every_fact_of_the_service_has_a_contract() -> None:
    def leaves(kind: type[Fact]) -> set[type[Fact]]:
        below = [leaf for child in kind.__subclasses__() for leaf in leaves(child)]
        return set(below) or {kind}

    ours = {kind for kind in leaves(Fact) if kind.__module__.startswith("marketplace.")}
    assert ours == set(NOUNS.facts)


def test_no_contract_has_room_for_a_bid() -> None:
    for fact in NOUNS.facts:
        if ".tender." in fact.type:
            schema = json.dumps(fact.model_json_schema())
            for word in ("price_cents", "approach", "bid", "amount", "budget", "partner"):
                assert f'"{word}' not in schema, (fact.type, word)


@pytest.mark.parametrize("event_type", sorted(PROCESS.heard))
def test_our_readers_read_the_registrys_examples(event_type: str) -> None:
    readers = {
        "affiliation": AffiliationRead,
        "clock": ClockMoveRead,
        "leaving": LeavingRead,
        "taxonomy": TaxonomyRead,
    }
    reader = readers.get(event_type.split(".")[2], OrganisationRead)
    assert read_example(event_type).read(reader)


def test_the_published_taxonomy_tells_which_roles_a_stage_has() -> None:
    taxonomy = read_example("avt.registry.taxonomy.published.v1").read(TaxonomyRead)
    assert taxonomy.roles_by_stage == {"post_production": ["editing"]}


def test_the_committed_api_document_is_that_of_the_code() -> None:
    document = create_app(settings_for_openapi()).openapi()
    assert json.loads(OPENAPI.read_text(encoding="utf-8")) == json.loads(json.dumps(document)), (
        "run `python -m marketplace openapi > services/marketplace/openapi.json`"
    )


def test_operation_ids_are_unique_and_every_operation_says_what_it_does() -> None:
    document = create_app(settings_for_openapi()).openapi()
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    ids = [one["operationId"] for one in operations]
    assert len(set(ids)) == len(ids)
    assert all(one["description"] for one in operations)


def test_every_error_says_in_its_own_words_what_it_is_and_has_a_code_of_its_own() -> None:
    def leaves(kind: type[DomainError]) -> set[type[DomainError]]:
        below = [leaf for child in kind.__subclasses__() for leaf in leaves(child)]
        return set(below) or {kind}

    ours = {one for one in leaves(DomainError) if one.__module__.startswith("marketplace.")}
    assert [one for one in ours if not vars(one).get("title", "").strip()] == []
    assert len({one.code for one in ours}) == len(ours) >= 47
    assert len({one.title for one in ours}) == len(ours)


def test_a_standing_s_words_of_tomorrow_are_left_out_and_a_silent_fact_allows_everything() -> None:
    event = read_example("avt.registry.member.admitted.v1")
    state = event.read(OrganisationRead)
    assert (state.standing, state.may) == ("member", ["publish", "bid"])
    words = {"standing": "honoured", "may": ["fly", ["bid"], "bid"]}
    later = event.model_copy(update={"data": {**event.data, **words}}).read(OrganisationRead)
    assert (later.standing, later.may) == (None, ["bid"])
    silent = {k: v for k, v in event.data.items() if k not in ("standing", "may", "member_until")}
    assert event.model_copy(update={"data": silent}).read(OrganisationRead).may is None

"""Uses the endorsements of CONTRIBUTING in a copy of the marketplace; run by a test.

    PYTHONPATH=<copy>/src python uses_the_new_noun.py <copy> <URL of an empty database>

An assertion that does not hold ends it.
"""

import asyncio
import json
import sys
from pathlib import Path
from uuid import uuid4

import httpx
from marketplace.endorsements.duties import KEPT
from prometheus_client import CollectorRegistry
from pydantic import SecretStr
from sqlalchemy import select, text
from tests.support import tokens

import marketplace
from marketplace.nouns import NOUNS
from marketplace.process import PROCESS
from shared import tables
from shared.clocks import store_offset
from shared.database import Database
from shared.messaging.contracts import write_contracts
from shared.migrations import downgrade, upgrade
from shared.testing.keys import StaticKeys
from shared.testing.schemas import differences

PATH = "/v1/marketplace/endorsements"
TYPE = "avt.marketplace.endorsement.given.v1"


async def its_table_is_in_the_metadata_and_its_revision_makes_it(url: str, copy: Path) -> None:
    await upgrade(url, copy / "migrations")
    assert "endorsements" in NOUNS.metadata.tables
    assert await differences(url, NOUNS.metadata) == []
    await downgrade(url, copy / "migrations", "-1")
    await upgrade(url, copy / "migrations")


async def its_route_answers_and_its_fact_is_announced(url: str) -> None:
    settings = PROCESS.settings_for_openapi().model_copy(
        update={"database_url": url, "secret_key": SecretStr("a secret for tests, 32 characters")}
    )
    app = PROCESS.create_app(settings, keys=StaticKeys([tokens.public_jwk()]))
    own, other = uuid4(), uuid4()
    token = tokens.mint(organisation_id=own, roles=["representative"], scopes=["marketplace:write"])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://marketplace") as http:

        async def endorse(provider: object, **headers: str) -> httpx.Response:
            body = {"provider_id": str(provider), "text": "Warmly recommended."}
            headers = {"Idempotency-Key": str(uuid4()), **headers}
            return await http.post(PATH, json=body, headers=headers)

        assert (await endorse(other)).status_code == 401
        authorised = {"Authorization": f"Bearer {token}"}
        made = await endorse(other, **authorised)
        assert made.status_code == 201, made.text
        assert made.json()["given_by"] == str(own)

        twice, oneself = await endorse(other, **authorised), await endorse(own, **authorised)
        assert (twice.status_code, twice.json()["code"]) == (409, "already_endorsed")
        assert twice.json()["title"] == "Endorsed already"
        assert (oneself.status_code, oneself.json()["code"]) == (422, "own_praise")
        document = (await http.get("/v1/marketplace/openapi.json")).json()
        said = document["paths"][PATH]["post"]["description"]
        assert said.startswith("Commend a provider in a sentence")
    async with app.state.database.transaction() as session:
        rows = (await session.execute(select(tables.outbox.c.type))).scalars().all()
        assert rows == [TYPE]
    await app.state.database.dispose()


async def its_duty_is_done_by_the_worker(url: str) -> None:
    settings = PROCESS.settings_for_openapi().model_copy(update={"sandbox_clock": True})
    database = Database(url)
    runner = PROCESS.duty_runner(settings, database, CollectorRegistry())

    async def left() -> int:
        assert "forget_endorsements" in await runner.do_due()
        async with database.transaction() as session:
            return int(await session.scalar(text("select count(*) from endorsements")))

    assert await left() == 1
    async with database.transaction() as session:
        await store_offset(session, offset_seconds=int(KEPT.total_seconds()) + 60, version=1)
    assert await left() == 0
    await database.dispose()


def it_is_in_what_is_generated(copy: Path) -> None:
    write_contracts(
        "marketplace", NOUNS.facts, NOUNS.examples, copy.parents[1] / "shared" / "contracts"
    )
    document = PROCESS.create_app(PROCESS.settings_for_openapi()).openapi()
    assert PATH in document["paths"]
    (copy / "openapi.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


async def main(copy: Path, url: str) -> None:
    assert Path(marketplace.__file__).is_relative_to(copy)
    await its_table_is_in_the_metadata_and_its_revision_makes_it(url, copy)
    await its_route_answers_and_its_fact_is_announced(url)
    await its_duty_is_done_by_the_worker(url)
    it_is_in_what_is_generated(copy)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))

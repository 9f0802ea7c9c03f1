"""What the registry promises to those who listen."""

from services.registry.tests.conftest import World

from registry.process import PROCESS
from shared.messaging.contracts import schema_of
from shared.testing.contracts import check_contracts, read_example

EXAMPLES = PROCESS.announced
FACTS = [type(example) for example in EXAMPLES]


def test_the_committed_contracts_are_what_the_code_announces() -> None:
    assert check_contracts("registry", FACTS, EXAMPLES) == []


def test_every_fact_reads_its_own_example() -> None:
    for fact in FACTS:
        assert read_example(fact.type).read(fact).type == fact.type


async def test_what_is_really_announced_fits_its_schema(world: World) -> None:
    from jsonschema import Draft202012Validator

    person = await world.person()
    made = await person.calls("POST", "/organisations", json=world.body())
    await person.calls("POST", "/revocations", json={"subject": str(person.id)})
    await world.manager.calls("POST", "/sandbox/clock", json={"offset_seconds": 0})
    assert made.status_code == 201
    checked = 0
    for fact in FACTS:
        stem = fact.type.removeprefix("avt.registry.").removesuffix(".v1")
        for data in await world.announced(stem):
            Draft202012Validator(schema_of(fact)).validate(data)
            checked += 1
    assert checked >= 4

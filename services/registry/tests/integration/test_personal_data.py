"""What the registry tells of the personal data that it keeps."""

from services.registry.tests.conftest import World


async def test_anybody_reads_what_is_kept_of_people_why_and_for_how_long(world: World) -> None:
    answer = await world.http.get("/v1/registry/personal-data")
    assert answer.status_code == 200
    told = {
        (each["table"], column): each
        for each in answer.json()["holdings"]
        for column in each["columns"]
    }
    assert told["accounts", "email"] == {
        "table": "accounts",
        "purpose": "A person. Without a password hash nobody can log in as it.",
        "columns": ["email", "name"],
        "what": "address and name",
        "why": "to log in, to be written to, and to be known to those one works with",
        "basis": "contract",
        "kept_for": "until the account is erased",
        "on_erasure": "emptied",
    }
    assert told["idempotency_keys", "body"]["on_erasure"] == "expires"

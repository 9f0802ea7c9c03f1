"""The schema's own history."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg

from registry.nouns import NOUNS
from shared.migrations import config_for, downgrade, upgrade
from shared.testing.schemas import differences

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def revisions() -> list[str]:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(config_for(FOLDER))
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


async def columns_in(url: str) -> set[str]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        rows = await connection.fetch(
            "select table_name || '.' || column_name as name from information_schema.columns"
            " where table_schema = 'public'"
        )
    finally:
        await connection.close()
    return {row["name"] for row in rows}


async def test_models_and_migrations_agree(
    fresh_database: Callable[[str], Awaitable[str]],
) -> None:
    assert list(await differences(await fresh_database("registry"), NOUNS.metadata)) == []


async def test_every_step_goes_up_and_down_and_up_again(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    url = await empty_database()
    before: list[set[str]] = [await columns_in(url) | {"alembic_version.version_num"}]
    steps = revisions()
    for number, revision in enumerate(steps):
        await upgrade(url, FOLDER, revision)
        after = await columns_in(url)
        assert after - before[number], "it adds something"
        await downgrade(url, FOLDER, steps[number - 1] if number else "base")
        assert await columns_in(url) == before[number]
        await upgrade(url, FOLDER, revision)
        before.append(after)
    await downgrade(url, FOLDER)
    assert await columns_in(url) == {"alembic_version.version_num"}


async def test_there_is_one_line_of_history() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(config_for(FOLDER))
    assert len(script.get_heads()) == 1


async def test_what_was_announced_before_is_put_in_its_stream_once_for_each_version(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    url = await empty_database()
    await upgrade(url, FOLDER, "0008")
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))

    async def announce(kind: str, version: int) -> None:
        # As releases before this one do, which may still run beside it.
        await connection.execute(
            "insert into outbox (event_id, type, subject, time, data) values"
            " (gen_random_uuid(), $1, 'one', now(), jsonb_build_object('version', $2::int))",
            f"avt.registry.{kind}",
            version,
        )

    try:
        for kind, version in (
            ("organisation.registered.v1", 1),
            ("member.admitted.v1", 2),
            ("organisation.updated.v1", 2),
            ("organisation.updated.v2", 2),
        ):
            await announce(kind, version)
        await upgrade(url, FOLDER)
        await announce("organisation.updated.v1", 2)
        rows = await connection.fetch("select stream, version from outbox order by id")
    finally:
        await connection.close()
    assert [tuple(row) for row in rows] == [
        ("organisation.v1", 1),
        ("organisation.v1", 2),
        (None, 2),
        ("organisation.v2", 2),
        (None, 2),
    ]


async def test_a_waiver_of_before_excuses_the_assessment_that_it_saw_and_no_later_one(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    url = await empty_database()
    await upgrade(url, FOLDER, "0011")
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    # References to people and organisations are beside the point here.
    for key in (
        "applications drop constraint fk_applications_organisation_id_organisations",
        "assessments drop constraint fk_assessments_assessed_by_accounts",
        "waivers drop constraint fk_waivers_granted_by_accounts",
    ):
        await connection.execute(f"alter table {key}")
    application = await connection.fetchval(
        "insert into applications (id, version, organisation_id, kind, status, statements,"
        " submitted_at) values (gen_random_uuid(), 1, gen_random_uuid(), 'ordinary', 'submitted',"
        " '{}', now()) returning id"
    )
    for criterion, assessed_on in (("good_standing", 1), ("can_cofinance", 3)):
        await connection.execute(
            "insert into assessments values ($1, $2, false, 'x', gen_random_uuid(),"
            " make_timestamptz(2026, 1, $3, 0, 0, 0))",
            application,
            criterion,
            assessed_on,
        )
        await connection.execute(
            "insert into waivers values ($1, $2, 'x', gen_random_uuid(),"
            " make_timestamptz(2026, 1, 2, 0, 0, 0))",
            application,
            criterion,
        )
    await upgrade(url, FOLDER, "0012")
    waivers = await connection.fetch("select criterion, assessment_id from waivers")
    assert {row["criterion"]: row["assessment_id"] is not None for row in waivers} == {
        "good_standing": True,
        "can_cofinance": False,
    }
    await connection.execute(
        "insert into assessments (application_id, criterion, number, met, note, assessed_by,"
        " assessed_at) values ($1, 'good_standing', 2, true, 'later', gen_random_uuid(), now())",
        application,
    )
    await connection.execute("update applications set status = 'withdrawn'")
    await downgrade(url, FOLDER, "0011")
    kept = await connection.fetch("select note from assessments where criterion = 'good_standing'")
    assert [row["note"] for row in kept] == ["later"]
    assert await connection.fetchval("select status from applications") == "rejected"
    await connection.close()


async def test_every_old_entry_gets_a_standing_and_is_still_as_it_was_announced(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    url = await empty_database()
    await upgrade(url, FOLDER, "0018")
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute("set session_replication_role = replica")
    ids = {}
    for name, membership, standing in (
        ("nobody", "none", None),
        ("applies", "none", None),
        ("member", "member", None),
        ("left", "former", None),
        ("suspended", "member", "suspended"),
    ):
        ids[name] = await connection.fetchval(
            "insert into organisations (id, version, name, names, sort_key, sector, kinds, stages,"
            " roles, region, country, registration_number, street, city, postal_code,"
            " address_country, description, languages, membership, member_since, standing,"
            " is_cluster, registered_at) values (gen_random_uuid(), 3, $1, '{}', $1, 'public',"
            " '{}', '{}', '{}', 'riga', 'LV', $1, 'x', 'x', 'x', 'LV', '{}', '{lv}', $2::text,"
            " case when $2::text <> 'none' then now() end, $3, false, now()) returning id",
            name,
            membership,
            standing,
        )
    await connection.execute(
        "insert into applications (id, version, organisation_id, kind, status, statements,"
        " submitted_at) values (gen_random_uuid(), 1, $1, 'ordinary', 'submitted', '{}', now())",
        ids["applies"],
    )
    await upgrade(url, FOLDER, "0019")
    rows = await connection.fetch(
        "select name, version, standing, standing_beneath, may from organisations"
    )
    assert {row["name"]: tuple(row)[1:] for row in rows} == {
        "nobody": (3, "none", None, None),
        "applies": (3, "candidate", None, None),
        "member": (3, "member", None, None),
        "left": (3, "former", None, None),
        "suspended": (3, "suspended", "member", None),
    }
    await connection.close()

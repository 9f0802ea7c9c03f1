"""A noun declares itself, and the service's parts read what its nouns bring."""

from types import SimpleNamespace
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from typer.testing import CliRunner

from shared.command_line import ServiceProcess, service_cli
from shared.declaring import new_metadata
from shared.http.app import create_service_app
from shared.messaging.events import Fact
from shared.nouns import Noun, Nouns
from shared.settings import ServiceSettings


class Base(DeclarativeBase):
    metadata = new_metadata()


class Lamp(Base):
    __tablename__ = "lamps"

    id: Mapped[int] = mapped_column(primary_key=True)


class LampLit(Fact):
    """A lamp was lit."""

    type = "avt.notes.lamp.lit.v1"


class LampDimmed(Fact):
    """A lamp was dimmed."""

    type = "avt.notes.lamp.dimmed.v1"


EXAMPLES = (LampLit(id=UUID(int=1), version=1), LampDimmed(id=UUID(int=1), version=2))
HEARD = "avt.registry.clock.moved.v1"
router = APIRouter()


@router.get("/v1/notes/lamps")
async def count_lamps() -> int:
    return 3


async def on_clock(session, event) -> None:
    """What the noun does."""


def duty(name):
    return SimpleNamespace(name=name)


def test_what_the_nouns_bring_is_folded_in_their_order():
    nouns = Nouns(
        Noun("lamps", (router,), (Lamp,), EXAMPLES[:1], {HEARD: on_clock}, (duty("dim"),)),
        Noun("switches", examples=EXAMPLES[1:]),
    )
    assert [noun.name for noun in nouns] == ["lamps", "switches"]
    assert nouns.routers == (router,)
    assert nouns.examples == EXAMPLES
    assert nouns.facts == (LampLit, LampDimmed)
    assert nouns.handlers == {HEARD: on_clock}
    assert [one.name for one in nouns.duties] == ["dim"]
    assert set(nouns.metadata.tables) == {"lamps"}


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (Noun("lamps"), Noun("lamps"), "noun 'lamps'"),
        (Noun("a", tables=(Lamp,)), Noun("b", tables=(Lamp,)), "table 'lamps'"),
        (Noun("a", examples=EXAMPLES), Noun("b", examples=EXAMPLES[1:]), LampDimmed.type),
        (Noun("a", handlers={HEARD: on_clock}), Noun("b", handlers={HEARD: on_clock}), HEARD),
        (Noun("a", duties=(duty("dim"),)), Noun("b", duties=(duty("dim"),)), "duty 'dim'"),
    ],
)
def test_what_two_nouns_bring_is_refused_by_name(first, second, said):
    with pytest.raises(ValueError, match=said):
        Nouns(first, second)


def test_a_table_that_no_noun_hands_over_is_named():
    class Other(DeclarativeBase):
        metadata = new_metadata()

    class Kept(Other):
        __tablename__ = "kept"

        id: Mapped[int] = mapped_column(primary_key=True)

    class Forgotten(Other):
        __tablename__ = "forgotten"

        id: Mapped[int] = mapped_column(primary_key=True)

    with pytest.raises(ValueError, match="no noun hands over: forgotten"):
        _ = Nouns(Noun("kept", tables=(Kept,))).metadata
    assert set(Nouns(Noun("all", tables=(Kept, Forgotten))).metadata.tables) == {
        "kept",
        "forgotten",
    }
    with pytest.raises(ValueError, match="one base"):
        _ = Nouns(Noun("all", tables=(Kept, Forgotten, Lamp))).metadata


def settings():
    return ServiceSettings(
        database_url="postgresql://nowhere",
        broker_url="memory://",
        secret_key="a secret for tests only, 32 chars",
        environment="test",
    )


async def test_the_application_serves_the_routes_of_its_nouns(key_source):
    app = create_service_app(
        name="notes",
        title="Notes",
        description="A service for tests",
        settings=settings(),
        nouns=[Noun("lamps", routers=(router,))],
        keys=key_source,
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://notes") as client:
        assert (await client.get("/v1/notes/lamps")).json() == 3


def test_the_command_line_writes_the_contracts_of_the_nouns(tmp_path):
    process = ServiceProcess(
        name="notes",
        settings=settings,
        settings_for_openapi=settings,
        create_app=create_service_app,
        migrations=tmp_path,
        nouns=[Noun("lamps", examples=EXAMPLES)],
    )
    result = CliRunner().invoke(service_cli(process), ["contracts", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (tmp_path / "notes").iterdir()) == [
        "lamp.dimmed.v1.example.json",
        "lamp.dimmed.v1.schema.json",
        "lamp.lit.v1.example.json",
        "lamp.lit.v1.schema.json",
    ]


def test_the_consumer_hears_what_its_nouns_and_its_service_hear(tmp_path):
    process = ServiceProcess(
        name="notes",
        settings=settings,
        settings_for_openapi=settings,
        create_app=create_service_app,
        migrations=tmp_path,
        nouns=[Noun("lamps", handlers={HEARD: on_clock})],
        handlers={"avt.registry.member.admitted.v1": on_clock},
    )
    assert set(process.heard) == {HEARD, "avt.registry.member.admitted.v1"}
    assert process.announced == ()

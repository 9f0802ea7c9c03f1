"""How an application is written, asked about and shown for."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from local.story.cast import Cast


async def apply_by_draft(
    cast: Cast, organisation_id: str, *, statements: Mapping[str, str]
) -> dict[str, Any]:
    """Write a draft that nobody else sees, and submit it once it is complete."""
    baiba = cast.applicant
    first = next(iter(statements))
    draft = await baiba.asks(
        "begins to write her application",
        "POST",
        "/v1/registry/application-drafts",
        json={"organisation_id": organisation_id, "statements": {first: statements[first]}},
    )
    path = f"/v1/registry/application-drafts/{draft['id']}"
    await cast.manager.asks("cannot read a draft", "GET", path, expect=404)
    await baiba.asks(
        "tries to submit it with six statements missing",
        "POST",
        f"{path}/submission",
        version=draft["version"],
        expect=422,
    )
    written = await baiba.asks(
        "writes a statement to each of the seven criteria",
        "PATCH",
        path,
        json={"statements": dict(statements)},
        version=draft["version"],
    )
    application: dict[str, Any] = await baiba.asks(
        "submits it", "POST", f"{path}/submission", version=written["version"]
    )
    cast.stage.narrator.told(f"step: {application['step']}, turn: {application['turn']}")
    return application


async def ask_and_show(cast: Cast, path: str, *, version: int) -> int:
    """The manager asks; the applicant shows something for it and answers."""
    asked = await cast.manager.asks(
        "asks about debts; it is the applicant's turn now",
        "POST",
        f"{path}/information-requests",
        json={
            "criteria": ["good_standing"],
            "text": "Kā var pārliecināties, ka parādu nav?",
            "due_at": (datetime.now(UTC) + timedelta(days=14)).isoformat(),
        },
        version=version,
    )
    cast.stage.check(asked["turn"] == "applicant", "the applicant is to answer")
    question = asked["information_requests"][0]
    await cast.board.asks(
        "may not answer for the applicant",
        "POST",
        f"{path}/information-requests/{question['id']}/answer",
        json={"answer": "Parādu nav."},
        version=asked["version"],
        expect=403,
    )
    await cast.applicant.asks(
        "shows a statement of the tax office, by a link and its checksum",
        "POST",
        f"{path}/evidence",
        json={
            "criterion": "good_standing",
            "title": "VID izziņa",
            "link": "https://ziemelblazma.example/vid-izzina.pdf",
            "sha256": "0f" * 32,
        },
        version=asked["version"],
    )
    answered = await cast.applicant.asks(
        "answers the question",
        "POST",
        f"{path}/information-requests/{question['id']}/answer",
        json={"answer": "Pievienota VID izziņa."},
        version=asked["version"] + 1,
    )
    cast.stage.check(
        (answered["step"], answered["turn"]) == ("answered", "manager"),
        "with the answer it is the manager's turn",
    )
    after: int = answered["version"]
    return after

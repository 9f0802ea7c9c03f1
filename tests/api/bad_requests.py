"""What a client may send that it should not: a table for `test_bad_input`."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api.world import euros

TEXT = {"lv": "Filmas pēcapstrāde"}
BEYOND = 2**64
INVALID = "validation_failed"
CRITERIA = (
    "field_related",
    "delegates_representative",
    "states_benefits",
    "can_cofinance",
    "joins_pilot_project",
    "technological_capacity",
    "good_standing",
)


def tender(**changes: Any) -> dict[str, Any]:
    return {
        "title": TEXT,
        "description": TEXT,
        "deadline": (datetime.now(UTC) + timedelta(days=60)).isoformat(),
        "weights": {"price": 50, "quality": 30, "delivery": 20},
        "lots": [
            {"title": TEXT, "description": TEXT, "stage": "post_production", "role": "editing"}
        ],
        **changes,
    }


def equipment(**changes: Any) -> dict[str, Any]:
    return {
        "title": TEXT,
        "description": TEXT,
        "category": "editing",
        "day_rate": euros("85.00"),
        "quantity": 1,
        "region": "riga",
        **changes,
    }


COMPETENCE = {
    "stage": "post_production",
    "role": "editing",
    "title": TEXT,
    "description": TEXT,
    "languages": ["lv"],
}
BID = {
    "lot_id": "{lot_id}",
    "price": euros("18450.00"),
    "delivery_days": 40,
    "approach": "Rūpīgi.",
    "milestones": [{"title": "Viss", "share_percent": 100, "due_days": 40}],
}
APPLICATION = {
    "organisation_id": "{organisation_id}",
    "statements": dict.fromkeys(CRITERIA, "Mēs to varam."),
}
TENDERS, EQUIPMENT = "marketplace/tenders", "marketplace/equipment"


@dataclass(frozen=True)
class Bad:
    """One kind of bad input: who sends what where, and the refusal that it must get."""

    name: str
    path: str
    status: int
    code: str
    pointer: str = ""
    body: Any = None
    who: str = "buyer"
    method: str = "POST"
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


CASES = (
    Bad("unknown field", TENDERS, 422, INVALID, "/surprise", tender(surprise=True)),
    Bad("wrong type", EQUIPMENT, 422, INVALID, "/quantity", equipment(quantity="two"), "maker"),
    Bad("NUL in a text", TENDERS, 422, INVALID, "/title/lv", tender(title={"lv": "a\x00b"})),
    Bad("NUL in a query", "search/documents?q=%00", 422, INVALID, "query/q", method="GET"),
    Bad(
        "integer beyond 64 bits in a body",
        EQUIPMENT,
        422,
        INVALID,
        "/quantity",
        equipment(quantity=BEYOND),
        "maker",
    ),
    Bad(
        "integer beyond 64 bits in a query",
        f"{TENDERS}?limit={BEYOND}",
        422,
        INVALID,
        "query/limit",
        method="GET",
    ),
    Bad(
        "integer beyond 64 bits in a path",
        f"{TENDERS}/{BEYOND}",
        422,
        INVALID,
        "path/tender_id",
        method="GET",
    ),
    Bad(
        "negative money",
        EQUIPMENT,
        422,
        INVALID,
        "/day_rate/amount",
        equipment(day_rate=euros("-1.00")),
        "maker",
    ),
    Bad(
        "over-precise money",
        EQUIPMENT,
        422,
        INVALID,
        "/day_rate/amount",
        equipment(day_rate=euros("1.005")),
        "maker",
    ),
    Bad(
        "negative money in a payment",
        "billing/invoices/{invoice_id}/payments",
        422,
        INVALID,
        "/amount/amount",
        {"amount": euros("-1.00"), "paid_on": "2026-11-21", "reference": "x"},
        "manager",
    ),
    Bad(
        "deadline in the past",
        TENDERS,
        422,
        "deadline_out_of_range",
        "/deadline",
        tender(deadline="2020-01-01T00:00:00Z"),
    ),
    Bad(
        "foreign organisation's id in a path",
        "registry/organisations/{organisation_id}/competences",
        403,
        "not_its_representative",
        body=COMPETENCE,
    ),
    Bad(
        "foreign organisation's id in a body",
        "registry/applications",
        403,
        "not_its_representative",
        body=APPLICATION,
    ),
    Bad(
        "a password beside an address that is not proved",
        "registry/accounts",
        422,
        INVALID,
        "/password",
        {"email": "new@avt.example", "name": "New", "password": "correct horse battery staple"},
    ),
    Bad(
        "an address that would be two",
        "registry/password-resets",
        422,
        INVALID,
        "/email",
        {"email": "buyer@avt.example, maker@avt.example"},
    ),
    Bad(
        "a code that nobody was mailed",
        "registry/accounts/confirmation",
        422,
        "proof_refused",
        "/token",
        {"token": "x" * 43, "password": "correct horse battery staple"},
    ),
    Bad(
        "a code for a reset that nobody was mailed",
        "registry/password-resets/confirmation",
        422,
        "proof_refused",
        "/token",
        {"token": "x" * 43, "new_password": "correct horse battery staple"},
    ),
    Bad(
        "foreign organisation's invitation",
        "registry/organisations/{organisation_id}/invitations",
        403,
        "not_its_representative",
        body={"email": "guest@avt.example"},
    ),
    Bad(
        "invitation to what is no address",
        "registry/organisations/{organisation_id}/invitations",
        422,
        INVALID,
        "/email",
        {"email": "no address"},
        "maker",
    ),
    Bad(
        "secret that no invitation has",
        "registry/invitations/acceptance",
        404,
        "unknown_invitation",
        body={"secret": "A" * 43},
    ),
    Bad(
        "secret as a number",
        "registry/invitations/lookup",
        422,
        INVALID,
        "/secret",
        {"secret": 5},
    ),
    Bad(
        "second award",
        "marketplace/lots/{lot_id}/award",
        409,
        "lot_already_awarded",
        body={"bid_id": "{bid_id}"},
    ),
    Bad(
        "POST without an idempotency key",
        TENDERS,
        400,
        "idempotency_key_missing",
        body=tender(),
        headers={"Idempotency-Key": ""},
    ),
    Bad(
        "body of 10 MB",
        TENDERS,
        413,
        "content_too_large",
        content=b'{"title": "' + b"x" * 10_000_000 + b'"}',
    ),
    Bad("invalid JSON", TENDERS, 400, "invalid_json", content=b'{"title": '),
    Bad(
        "body of another kind",
        TENDERS,
        415,
        "unsupported_media_type",
        content=b"title=x",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    ),
    Bad("body that is no object", TENDERS, 422, INVALID, content=b"[]"),
    Bad(
        "change that names no version",
        "marketplace/listings/{listing_id}",
        428,
        "precondition_required",
        body={"region": "vidzeme"},
        who="maker",
        method="PATCH",
    ),
    Bad(
        "change of a version that is past",
        "marketplace/listings/{listing_id}",
        412,
        "stale",
        body={"region": "vidzeme"},
        who="maker",
        method="PATCH",
        headers={"If-Match": '"v99"'},
    ),
    Bad("path that leads nowhere", "marketplace/nothing", 404, "no_such_route", method="GET"),
    Bad("method that a path has not", TENDERS, 405, "method_not_allowed", method="DELETE"),
    Bad(
        "cursor that was made up",
        f"{TENDERS}?cursor=abc",
        400,
        "cursor_invalid",
        method="GET",
    ),
)

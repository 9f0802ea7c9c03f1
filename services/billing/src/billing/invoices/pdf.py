"""The paper: PDF/A-3 by typst, with the e-invoice embedded and a code to pay by.

One compiler is kept per process, for it caches fonts and the template; it is not
safe for threads, hence the lock. Only typst's own fonts are used and the
document's date is that of issue, so one document gives the same bytes everywhere.
"""

import io
import json
import re
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst
from babel.numbers import format_decimal
from segno import helpers as segno_helpers

from billing.amounts.rules import decimal_text, percent_text
from billing.invoices.documents import InvoiceDocument
from billing.organisations.rules import Party

_TEMPLATE = Path(__file__).with_name("invoice.typ")
# Latin, Greek, Cyrillic, punctuation, currencies, arrows and operators; a test draws them all.
DRAWABLE = (
    "\u0020-\u007e\u00a0-\u024f\u0370-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u203a"
    "\u20a0-\u20bf\u2116\u2122\u2190-\u22ff\ufffd"
)
_NOT_DRAWABLE = re.compile(f"[^{DRAWABLE}]")
_lock = Lock()
_compiler: typst.Compiler | None = None

EPC_LARGEST_CENTS = 99_999_999_999
"""EPC069-12: amounts from 0.01 to 999 999 999.99 EUR."""


def write_pdf(document: InvoiceDocument, ubl: bytes) -> bytes:
    """The document as PDF/A-3b with `ubl` attached as `invoice.xml` (relation: alternative)."""
    issued_at = datetime.combine(document.issued_on, time(), tzinfo=UTC)
    view, code = _view(document), payment_code(document) or ""

    def compiled(view: Any) -> bytes:
        invoice = json.dumps(view, ensure_ascii=False)
        with _lock:
            content = _shared_compiler().compile(
                format="pdf",
                sys_inputs={"invoice": invoice, "ubl": ubl.decode("utf-8"), "qr": code},
                pdf_standards="a-3b",
                timestamp=int(issued_at.timestamp()),
            )
        if not isinstance(content, bytes):  # one page or many, a PDF is one file
            raise TypeError("typst gave something else than one PDF")
        return content

    try:
        return compiled(view)
    except typst.TypstError:
        # PDF/A forbids a character without a glyph, and a title may hold any (an emoji, a
        # script that our fonts lack). An invoice must not fail for that: the paper shows a
        # replacement there, the e-invoice inside keeps the text.
        return compiled(_drawable(view))


def _drawable(value: Any) -> Any:
    """The same view with every character that typst's own fonts may lack replaced."""
    if isinstance(value, str):
        return _NOT_DRAWABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_drawable(item) for item in value]
    if isinstance(value, dict):
        return {key: _drawable(item) for key, item in value.items()}
    return value


def payment_code(document: InvoiceDocument) -> str | None:
    """The EPC QR code (EPC069-12) as SVG, or None when nothing can be paid by it."""
    payment = document.payment
    if payment is None or not 0 < document.gross_cents <= EPC_LARGEST_CENTS:
        return None
    code: segno.QRCode = segno_helpers.make_epc_qr(
        name=payment.holder[:70],
        iban=payment.iban,
        amount=Decimal(decimal_text(document.gross_cents)),
        text=document.number,
        bic=payment.bic,
        encoding="utf-8",
    )
    svg = io.BytesIO()
    code.save(svg, kind="svg", border=0, scale=4)
    return svg.getvalue().decode("utf-8")


def _shared_compiler() -> typst.Compiler:
    global _compiler  # noqa: PLW0603 -- the cache this module exists to keep
    if _compiler is None:
        _compiler = typst.Compiler(
            input=str(_TEMPLATE), root=str(_TEMPLATE.parent), ignore_system_fonts=True
        )
    return _compiler


def _money(cents: int) -> str:
    """`1 234,50`: a Latvian number with two decimals; exact, since it is given a Decimal."""
    whole = format_decimal(abs(cents) // 100, locale="lv")
    return f"{'−' if cents < 0 else ''}{whole},{abs(cents) % 100:02d}"


def _day(day: Any) -> str:
    return str(day.strftime("%d.%m.%Y"))


def _party(party: Party, *, shows_vat: bool = True) -> dict[str, Any]:
    return {
        "name": party.name,
        "registration_number": party.registration_number,
        "vat_number": party.vat_number if shows_vat else None,
        "address": f"{party.street}, {party.city}, {party.postal_code}, {party.country}",
        "email": party.email,
    }


def _view(document: InvoiceDocument) -> dict[str, Any]:
    """Everything printed, already as text: the template decides on places, never on amounts."""
    vat = document.vat
    supply = _day(document.supply_from)
    if document.supply_from != document.supply_to:
        supply = f"{supply} – {_day(document.supply_to)}"
    return {
        "kind": document.kind,
        "number": document.number,
        "date": [document.issued_on.year, document.issued_on.month, document.issued_on.day],
        "issued_on": _day(document.issued_on),
        "due_on": _day(document.due_on),
        "supply": supply,
        "seller": _party(document.seller),
        "buyer": _party(document.buyer),
        "currency": document.currency,
        "lines": [
            {
                "lv": line.description["lv"],
                "en": line.description["en"],
                "explanation": line.explanation,
                "amount": _money(line.net_cents),
            }
            for line in document.lines
        ],
        "lines_total": _money(document.lines_cents),
        "allowances": [
            {"lv": item.reason["lv"], "en": item.reason["en"], "amount": _money(-item.amount_cents)}
            for item in document.allowances
        ],
        "net": _money(document.net_cents),
        "vat": {
            "category": vat.category,
            "percent": percent_text(vat.rate_ppm).replace(".", ","),
            "amount": _money(vat.vat_cents),
            "reason": vat.exemption_reason,
        },
        "gross": _money(document.gross_cents),
        "payment": {
            "holder": document.payment.holder,
            "iban": " ".join(
                document.payment.iban[at : at + 4] for at in range(0, len(document.payment.iban), 4)
            ),
            "bic": document.payment.bic,
        }
        if document.payment
        else None,
        "notes": list(document.notes),
    }

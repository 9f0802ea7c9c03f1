"""The paper: readable, identical each time, payable by its code, with the e-invoice inside."""

import io
import re
import unicodedata
from dataclasses import replace

import pytest
from pypdf import PdfReader
from services.billing.tests.builders import a_client_invoice, a_party, a_rated_order

from billing.invoices.pdf import DRAWABLE, payment_code, write_pdf
from billing.invoices.ubl import write_ubl
from billing.taxes.rules import REVERSE_CHARGE


def written(document):
    return write_pdf(document, write_ubl(document))


def text_of(pdf: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return " ".join("\n".join(pages).replace("\u00a0", " ").split())


def test_the_same_document_gives_the_same_bytes():
    document = a_client_invoice()
    assert written(document) == written(document)


def test_another_document_gives_other_bytes_from_the_same_compiler():
    first = a_client_invoice()
    assert written(first) != written(replace(first, number="AVT-K-2026-000002"))


def test_everything_owed_is_on_the_paper_in_both_languages_with_baltic_letters():
    client = a_party(name="Žagaru ķēdes „Čūska” aģentūra, SIA")
    text = text_of(written(a_client_invoice(buyer=client)))
    for expected in (
        "Rēķins",
        "Invoice",
        "AVT-K-2026-000001",
        "Žagaru ķēdes „Čūska” aģentūra, SIA",
        "Reklāmas filmas „Ūdens ceļš” montāža",
        "Lojalitātes atlaide 5 %",
        "−61,73",
        "1 172,77",
        "PVN 21 %",
        "246,28",
        "1 419,05",
        "LV80 BANK 0000 4351 9500 1",
        "07.12.2026",
        "Rēķinu pārdevēja vārdā un uzdevumā izrakstīja",
    ):
        assert expected in text, expected


def test_reverse_charge_is_said_on_the_paper():
    german = a_party(country="DE", vat_number="DE136695976", registration_number="HRB 1")
    text = text_of(written(a_client_invoice(REVERSE_CHARGE, buyer=german)))
    assert "Nodokļa apgrieztā maksāšana" in text
    assert "Reverse charge" in text


def test_it_is_pdf_a_3_with_the_e_invoice_attached_as_an_alternative():
    document = a_client_invoice()
    ubl = write_ubl(document)
    pdf = write_pdf(document, ubl)
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.attachments["invoice.xml"] == [ubl]
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert b"/AFRelationship /Alternative" in pdf or b"/AFRelationship/Alternative" in pdf
    assert reader.metadata is not None
    assert reader.metadata.title == "Rēķins AVT-K-2026-000001"


def test_text_that_looks_like_markup_is_printed_as_it_is():
    order = a_rated_order(title={"lv": "#panic() *x* $y$ <z> @q", "en": "_a_ `b`"})
    text = text_of(written(a_client_invoice(order=order)))
    assert "#panic() *x* $y$ <z> @q" in text


def test_every_character_called_drawable_can_be_drawn():
    wanted = [chr(code) for code in range(0x20, 0x10000) if re.match(f"[{DRAWABLE}]", chr(code))]
    assigned = [char for char in wanted if unicodedata.category(char) not in {"Cn", "Cs"}]
    order = a_rated_order(title={"lv": " ".join(assigned), "en": "all"})
    assert written(a_client_invoice(order=order)).startswith(b"%PDF")


@pytest.mark.parametrize("text", ["Filma 🎬", "映画", "a\u0001b", "\ufffe", "𐍈"])
def test_a_character_without_a_glyph_does_not_stop_an_invoice(text):
    document = a_client_invoice(order=a_rated_order(title={"lv": f"Ēka {text}", "en": text}))
    ubl = write_ubl(document)
    pdf = write_pdf(document, ubl)
    assert "Ēka" in text_of(pdf)
    assert PdfReader(io.BytesIO(pdf)).attachments["invoice.xml"] == [ubl]
    assert pdf == write_pdf(document, ubl)


@pytest.mark.parametrize("lines", [1, 60])
def test_long_texts_run_over_pages_without_losing_the_total(lines):
    order = a_rated_order(title={"lv": "Gara rinda. " * 16 * lines, "en": "Long."})
    pdf = written(a_client_invoice(order=order))
    assert "1 419,05" in text_of(pdf)
    assert (len(PdfReader(io.BytesIO(pdf)).pages) > 1) == (lines > 1)


def test_the_payment_code_is_drawn_only_when_there_is_something_to_pay_and_an_account():
    document = a_client_invoice()
    code = payment_code(document)
    assert code is not None
    assert code.lstrip().startswith("<?xml")
    assert payment_code(replace(document, payment=None)) is None
    free = a_client_invoice(order=a_rated_order(net_cents=0, discount_cents=0))
    assert payment_code(free) is None

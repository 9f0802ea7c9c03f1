"""Which payments can be recorded for an invoice."""

from datetime import date

from billing.payments.errors import (
    Overpayment,
    PaymentBeforeOrder,
    PaymentInTheFuture,
    PaymentNotPositive,
)


def check_payment(amount_cents: int, paid_on: date, *, ordered_on: date, today: date) -> None:
    """Raise unless it is something, and was paid between the order and today (days in Riga)."""
    if amount_cents <= 0:
        raise PaymentNotPositive("A payment is more than 0.00", pointer="/amount/amount")
    if paid_on > today:
        raise PaymentInTheFuture("The day of payment is still to come", pointer="/paid_on")
    if paid_on < ordered_on:
        raise PaymentBeforeOrder(
            "The day of payment lies before the order was confirmed", pointer="/paid_on"
        )


def check_covered(amount_cents: int, *, open_cents: int) -> None:
    """Raise `Overpayment` for more than what is open."""
    if amount_cents > open_cents:
        raise Overpayment("The payment is more than what is open", pointer="/amount/amount")

"""Days of the business: an instant belongs to the day that it is in Europe/Riga."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

RIGA: Final = ZoneInfo("Europe/Riga")


def riga_day(moment: datetime) -> date:
    """The business day of an instant."""
    return moment.astimezone(RIGA).date()


def riga_text(moment: datetime) -> str:
    """`31.12.2026`: the business day of an instant, as sentences and invoices write it."""
    return riga_day(moment).strftime("%d.%m.%Y")

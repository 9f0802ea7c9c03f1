"""What an offer is: one service that somebody of a role can do, in the languages of the region."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """A phrase of the tables: title and one telling sentence, with a price range in whole EUR.

    A title is a noun phrase that a dative can follow ("Krāsu korekcija" + "īsfilmām");
    ``suits`` names the set of such datives in :mod:`local.sample.phrases`, None for none.
    """

    role: str
    unit: str
    low: int
    high: int
    suits: str | None
    lv: str
    en: str
    lv_more: str
    en_more: str
    lt: str | None = None
    et: str | None = None

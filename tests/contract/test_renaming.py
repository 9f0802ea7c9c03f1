"""A renamed organisation is found by its new name, and one with an older form of name is kept."""

from marketplace.organisations.readers import OrganisationRead as MarketplaceRead
from registry.organisations.events import EXAMPLES
from registry.organisations.rules import renamed
from search.documents.projections import of_organisation
from search.documents.readers import OrganisationRead as SearchRead
from shared.clocks import SystemClock

STATE = EXAMPLES[0]


def test_search_shows_the_new_name_and_no_longer_the_old_one() -> None:
    names = renamed(STATE.names, before=STATE.name, after="SIA Jauns", country=STATE.country)
    fact = STATE.model_copy(update={"name": "SIA Jauns", "names": names, "version": 2})
    read = SearchRead.model_validate_json(fact.model_dump_json())
    shown = of_organisation(read, announced_at=SystemClock().now()).titles
    assert shown == {"lv": "SIA Jauns", "en": "Amber Frame Ltd"}


def test_a_name_that_an_earlier_release_took_is_still_read() -> None:
    fact = STATE.model_copy(update={"name": "SIA\nDivās\u200b rindās"})
    assert MarketplaceRead.model_validate_json(fact.model_dump_json()).name == fact.name

"""What an organisation offers: competences, listings and equipment from the phrase tables."""

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources

from local.sample.arithmetic import Dice, sample_id
from local.sample.devices import CARE, DEVICES, GEAR_OF, GRADES
from local.sample.model import Competence, Equipment, Listing, Organisation, Texts
from local.sample.offers import BY_ROLE, Offer
from local.sample.phrases import (
    EXPERIENCE,
    HOSTING_EXPERIENCE,
    HOSTING_ROLES,
    HOSTING_TERMS,
    LANGUAGES,
    PURPOSES,
    TERMS,
)
from local.sample.profiles import Profile


@cache
def _stages() -> dict[str, str]:
    data = json.loads(
        (resources.files("registry") / "taxonomy" / "taxonomy.json").read_text("utf-8")
    )
    return {role["code"]: stage["code"] for stage in data["stages"] for role in stage["roles"]}


def stage_of(role: str) -> str:
    """Return the stage of the value chain that ``role`` belongs to; KeyError when unknown."""
    return _stages()[role]


def _texts(dice: Dice, organisation: Organisation, offer: Offer) -> tuple[Texts, Texts]:
    """Return title and description, in Lithuanian or Estonian too when the firm speaks it."""
    purpose = dice.pick(PURPOSES[offer.suits]) if offer.suits else None
    hosting = offer.role in HOSTING_ROLES
    experience = dice.pick(HOSTING_EXPERIENCE if hosting else EXPERIENCE)
    terms = dice.pick(HOSTING_TERMS if hosting else TERMS)
    figures = {
        "year": dice.between(1996, 2023),
        "few": dice.between(3, 9),
        "some": dice.between(12, 19),
    }
    first = {"lv": offer.lv, "en": offer.en, "lt": offer.lt, "et": offer.et}
    more = {"lv": offer.lv_more, "en": offer.en_more}
    title: Texts = {}
    description: Texts = {}
    for position, language in enumerate(LANGUAGES):
        head = first[language]
        if not head or (language in {"lt", "et"} and language not in organisation.languages):
            continue
        title[language] = f"{head} {purpose[position]}" if purpose else head
        sentences = (
            more.get(language),
            experience[position].format(**figures),
            terms[position],
        )
        description[language] = " ".join(sentence for sentence in sentences if sentence)
    return title, description


def _chosen(dice: Dice, profile: Profile, count: int) -> Iterator[Offer]:
    """Yield ``count`` offers; the profile's roles come in turn, so that each is used."""
    turn = dice.between(0, len(profile.roles) - 1)
    decks = {role: dice.shuffled(BY_ROLE[role]) for role in profile.roles}
    for index in range(count):
        role = profile.roles[(turn + index) % len(profile.roles)]
        yield decks[role][index // len(profile.roles) % len(decks[role])]


def competences_of(
    dice: Dice, profile: Profile, organisation: Organisation
) -> Iterator[Competence]:
    """Yield the competences of one organisation."""
    count = dice.between(*profile.competences) + (2 if organisation.founding else 0)
    for index, offer in enumerate(_chosen(dice, profile, count)):
        title, description = _texts(dice, organisation, offer)
        yield Competence(
            id=sample_id("competence", f"{organisation.key}/{index}"),
            organisation=organisation.key,
            stage=stage_of(offer.role),
            role=offer.role,
            title=title,
            description=description,
            languages=organisation.languages,
        )


def listings_of(dice: Dice, profile: Profile, organisation: Organisation) -> Iterator[Listing]:
    """Yield the priced offers of one organisation; prices end in whole five euros when large."""
    count = dice.between(*profile.listings) + (2 if organisation.founding else 0)
    for index, offer in enumerate(_chosen(dice, profile, count)):
        title, description = _texts(dice, organisation, offer)
        euros = dice.between(offer.low, offer.high)
        if euros > 100:
            euros -= euros % 5
        yield Listing(
            id=sample_id("listing", f"{organisation.key}/{index}"),
            organisation=organisation.key,
            stage=stage_of(offer.role),
            role=offer.role,
            title=title,
            description=description,
            region=organisation.region,
            price=euros * 100,
            price_unit=offer.unit,
            languages=organisation.languages,
        )


def equipment_of(dice: Dice, profile: Profile, organisation: Organisation) -> Iterator[Equipment]:
    """Yield the things that one organisation lets."""
    devices = [one for one in DEVICES if one.category in GEAR_OF.get(profile.key, ())]
    for index, device in enumerate(dice.some(devices, dice.between(*profile.gear))):
        grade, care = dice.pick(GRADES), dice.pick(CARE)
        heads = {"lv": device.lv, "en": device.en, "lt": device.lt, "et": device.et}
        spoken = {
            language: (head, position)
            for position, (language, head) in enumerate(heads.items())
            if head and (language in {"lv", "en"} or language in organisation.languages)
        }
        yield Equipment(
            id=sample_id("equipment", f"{organisation.key}/{index}"),
            organisation=organisation.key,
            category=device.category,
            title={code: f"{head} ({grade[at]})" for code, (head, at) in spoken.items()},
            description={
                code: f"{grade[at][0].upper()}{grade[at][1:]}. {care[at]}"
                for code, (_, at) in spoken.items()
            },
            day_rate=dice.between(device.low, device.high) * 100,
            quantity=dice.between(1, device.most),
            region=organisation.region,
        )

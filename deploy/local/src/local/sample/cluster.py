"""The generator: from tables and dice to the same sample cluster on every run."""

from collections.abc import Iterator
from functools import cache

from local.sample.arithmetic import Dice, sample_id
from local.sample.identifiers import identity_of
from local.sample.model import Address, Competence, Equipment, Listing, Organisation, Sample
from local.sample.names import CULTURE_NAMES, FIRST_WORDS, FOREIGN_NAMES, domain_of
from local.sample.offering import (
    competences_of,
    equipment_of,
    listings_of,
    stage_of,
)
from local.sample.places import ABROAD, PARISHES, STREETS, TOWNS
from local.sample.profiles import PROFILES, Profile

REGIONS_OUTSIDE_RIGA = (("kurzeme", 30), ("zemgale", 25), ("vidzeme", 27), ("latgale", 18))
REGION_ABROAD = {"LT": "lithuania", "EE": "estonia"}
IN_REGION = {
    "riga": (" Rīgas reģionā", " in the Riga region"),
    "kurzeme": (" Kurzemē", " in Kurzeme"),
    "zemgale": (" Zemgalē", " in Zemgale"),
    "latgale": (" Latgalē", " in Latgale"),
    "vidzeme": (" Vidzemē", " in Vidzeme"),
}
HALLS = ("kultūras nams", "tautas nams", "kultūras centrs")


# The first digits of Latvian registration numbers: companies, societies, public bodies.
NUMBER_PREFIX = {"company": "40003", "society": "40008", "public_body": "90000"}


def _legal_kind(profile: Profile) -> str:
    if profile.sector in {"private", "finance"}:
        return "company"
    return "public_body" if profile.key in {"culture_centre", "state_institution"} else "society"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _street(dice: Dice) -> str:
    return f"{dice.pick(STREETS)} iela {dice.between(1, 98)}"


def _home(dice: Dice, profile: Profile) -> tuple[str, Address]:
    """Return the region and the seat of one more organisation of ``profile`` in Latvia."""
    if dice.between(1, 100) <= profile.in_riga:
        region = "riga"
        towns = [("Rīga", 8), *((town, 1) for town in TOWNS["riga"] if town != "Rīga")]
        town = dice.weighted(towns)
    else:
        region = dice.weighted(REGIONS_OUTSIDE_RIGA)
        town = dice.pick(tuple(TOWNS[region]))
    code = f"LV-{TOWNS[region][town][1]}{dice.between(1, 99):02d}"
    return region, Address(_street(dice), town, code, "LV")


def _abroad(dice: Dice, country: str) -> tuple[str, Address]:
    cities, streets, pattern = ABROAD[country]
    code = "".join(str(dice.between(0, 9)) if char == "#" else char for char in pattern)
    number = dice.between(1, 60)
    named = dice.pick(streets)
    street = f"{number} {named}" if country in {"FR", "GB", "US"} else f"{named} {number}"
    return REGION_ABROAD.get(country, "abroad"), Address(street, dice.pick(cities), code, country)


def _culture_places(dice: Dice) -> Iterator[tuple[str, Address, str]]:
    """Yield (region, seat, place in the genitive): every parish once, then the towns again."""
    for region, parishes in PARISHES.items():
        prefixes = [prefix for _, prefix in TOWNS[region].values()]
        for parish in parishes:
            code = f"LV-{dice.pick(prefixes)}{dice.between(1, 99):02d}"
            yield (
                region,
                Address(_street(dice), f"{parish} pagasts", code, "LV"),
                f"{parish} pagasta",
            )
    while True:
        for region, towns in TOWNS.items():
            for town, (genitive, prefix) in towns.items():
                code = f"LV-{prefix}{dice.between(1, 99):02d}"
                yield region, Address(_street(dice), town, code, "LV"), genitive


def _trade_names(dice: Dice) -> Iterator[str]:
    """Yield first words, all of them before any comes again, each round in another order."""
    while True:
        yield from dice.shuffled(FIRST_WORDS)


def _new_name(profile: Profile, index: int, first_words: Iterator[str], taken: set[str]) -> str:
    # Only a company's noun varies; the others' is a phrase ("kino biedrība").
    nouns = profile.nouns.split() if profile.form == "SIA" else [profile.nouns]
    while True:
        name = f'{profile.form} "{next(first_words)} {nouns[index % len(nouns)]}"'
        if name not in taken:
            return name


def _languages(dice: Dice, country: str) -> tuple[str, ...]:
    if country in {"LT", "EE"}:
        return ("lt" if country == "LT" else "et", "en")
    if country != "LV":
        return ("en",)
    return ("lv", *dice.weighted(((("en",), 70), ((), 15), (("en", "lt"), 8), (("en", "et"), 7))))


def _names(profile: Profile, name: str) -> dict[str, str]:
    if profile.country != "LV":
        return {"en": name}
    if profile.form == "SIA":
        return {"lv": name, "en": name.removeprefix('SIA "').removesuffix('"') + " Ltd"}
    return {"lv": name}


def _organisation(
    dice: Dice,
    profile: Profile,
    *,
    key: str,
    name: str,
    region: str,
    seat: Address,
    founding: bool,
    numbers: set[str],
) -> Organisation:
    prefix = NUMBER_PREFIX[_legal_kind(profile)]
    number, vat = identity_of(dice, seat.country, prefix)
    while number in numbers:
        number, vat = identity_of(dice, seat.country, prefix)
    numbers.add(number)
    year = dice.between(1994, 2023)
    where = IN_REGION.get(region, ("", ""))
    trade = {"lv": f"{profile.lv}{where[0]}", "en": f"{profile.en}{where[1]}"}
    description = {
        "lv": f"{_capital(trade['lv'])}, darbojamies kopš {year}. gada.",
        "en": f"{_capital(trade['en'])}, at work since {year}.",
    }
    domain = f"{domain_of(name)}.example"
    return Organisation(
        key=key,
        profile=profile.key,
        id=sample_id("organisation", key),
        name=name,
        names=_names(profile, name),
        sector=profile.sector,
        kinds=profile.kinds,
        stages=tuple(dict.fromkeys(stage_of(role) for role in profile.roles)),
        roles=profile.roles,
        region=region,
        registration_number=number,
        # Societies and municipal houses of this size stay below the registration threshold.
        vat_number=vat if profile.sector in {"private", "finance"} else None,
        address=seat,
        email=f"birojs@{domain}" if seat.country == "LV" else f"office@{domain}",
        website=f"https://{domain}",
        description=description,
        languages=_languages(dice, seat.country),
        founding=founding,
    )


def _organisations() -> Iterator[tuple[Profile, Organisation]]:
    dice = Dice("organisations")
    places = _culture_places(Dice("culture places"))
    first_words = _trade_names(Dice("names"))
    taken: set[str] = set()
    numbers: set[str] = set()
    for profile in PROFILES:
        for index in range(profile.count):
            key = f"{profile.key}-{index + 1:03d}"
            if profile.country != "LV":
                name = FOREIGN_NAMES[profile.country][index]
                region, seat = _abroad(dice, profile.country)
            elif profile.key == "culture_centre":
                region, seat, genitive = next(places)
                names = (
                    f'{genitive} {hall} "{called}"'
                    for hall in dice.shuffled(HALLS)
                    for called in dice.shuffled(CULTURE_NAMES)
                )
                name = next(one for one in names if one not in taken)
            else:
                region, seat = _home(dice, profile)
                name = _new_name(profile, index, first_words, taken)
            taken.add(name)
            yield (
                profile,
                _organisation(
                    dice,
                    profile,
                    key=key,
                    name=name,
                    region=region,
                    seat=seat,
                    founding=index < profile.founding,
                    numbers=numbers,
                ),
            )


@cache
def sample_cluster() -> Sample:
    """Return the sample cluster: the same values on every run and machine."""
    organisations: list[Organisation] = []
    competences: list[Competence] = []
    listings: list[Listing] = []
    equipment: list[Equipment] = []
    for profile, organisation in _organisations():
        dice = Dice(f"offers of {organisation.key}")
        organisations.append(organisation)
        competences.extend(competences_of(dice, profile, organisation))
        listings.extend(listings_of(dice, profile, organisation))
        equipment.extend(equipment_of(dice, profile, organisation))
    return Sample(tuple(organisations), tuple(competences), tuple(listings), tuple(equipment))

"""Registration and VAT numbers: compact forms and check digits, by python-stdnum."""

import re
from collections.abc import Callable
from typing import Final

from stdnum import exceptions
from stdnum.ee import ik, registrikood
from stdnum.eu import vat
from stdnum.lt import asmens
from stdnum.lv import pvn

from registry.organisations.errors import (
    ConsumersNotServed,
    InvalidRegistrationNumber,
    InvalidVatNumber,
)

_ANY_NUMBER: Final = re.compile(r"[A-Z0-9][A-Z0-9./-]{0,38}[A-Z0-9]|[A-Z0-9]")
_NON_EU_VAT: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{2,18}")


def _latvian(number: str) -> str:
    # stdnum also accepts a personal code (first digit 0-3): an organisation is no person, and
    # a personal code has no place in a public directory.
    if pvn.compact(number)[:1] < "4":
        raise exceptions.InvalidComponent
    return str(pvn.validate(number))


def _lithuanian(number: str) -> str:
    # Legal entity code: nine digits, the last by two weighted rounds modulo 11 (as in EE).
    if not re.fullmatch(r"[0-9]{9}", number):
        raise exceptions.InvalidFormat
    digits = [int(digit) for digit in number]
    for weights in ((1, 2, 3, 4, 5, 6, 7, 8), (3, 4, 5, 6, 7, 8, 9, 1)):
        check = sum(w * d for w, d in zip(weights, digits, strict=False)) % 11
        if check != 10:
            break
    if check % 10 != digits[8]:
        raise exceptions.InvalidChecksum
    return number


def _estonian(number: str) -> str:
    return str(registrikood.validate(number))


_BY_COUNTRY: Final[dict[str, Callable[[str], str]]] = {
    "LV": _latvian,
    "LT": _lithuanian,
    "EE": _estonian,
}


_PERSONAL: Final[dict[str, Callable[[str], bool]]] = {
    # Date of birth and serial, or the newer ones without a date, which begin with 32.
    "LV": lambda number: re.fullmatch(r"[0-3][0-9]{5}-?[0-9]{5}", number) is not None,
    "LT": asmens.is_valid,
    "EE": ik.is_valid,
}


def registration_number(number: str, *, country: str) -> str:
    """Return the number in compact form; raise `InvalidRegistrationNumber`, or `ConsumersNotServed`
    for the personal code of a Latvian, Lithuanian or Estonian.

    Latvian, Lithuanian and Estonian numbers are checked to the check digit; of other countries
    only the characters are (letters, digits, `.`, `/`, `-`).
    """
    compact = re.sub(r"\s+", "", number).upper()
    try:
        check = _BY_COUNTRY.get(country)
        if check is not None:
            return check(compact)
        if _ANY_NUMBER.fullmatch(compact):
            return compact
    except (exceptions.ValidationError, ValueError):
        pass
    if country in _PERSONAL and _PERSONAL[country](compact):
        raise ConsumersNotServed(
            "A personal code: the platform serves organisations, and no private persons",
            pointer="/registration_number",
        )
    raise InvalidRegistrationNumber(
        "The registration number does not have its country's form or check digit",
        pointer="/registration_number",
    )


def vat_number(number: str, *, country: str) -> str:
    """Return the VAT number in compact form, with its country prefix; raise `InvalidVatNumber`.

    Numbers of the European Union are checked to the check digit, wherever the organisation is;
    outside it the prefix must be the organisation's own country.
    """
    compact = re.sub(r"[\s.-]+", "", number).upper()
    try:
        if compact.startswith("LV"):
            return "LV" + _latvian(compact)
        if compact[:2].lower() in (*vat.MEMBER_STATES, "el"):
            return str(vat.validate(compact))
        if compact[:2] == country and _NON_EU_VAT.fullmatch(compact):
            return compact
    except (exceptions.ValidationError, ValueError):
        pass
    raise InvalidVatNumber(
        "The VAT number does not have its country's form or check digit", pointer="/vat_number"
    )

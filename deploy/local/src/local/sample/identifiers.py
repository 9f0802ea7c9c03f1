"""Registration and VAT numbers of the right form and check digit, of nobody in particular.

The forms follow python-stdnum (the tests check every number against it). Digits come from the
sample's dice, so a number may by chance be somebody's; names, addresses and the rest are not.
"""

from local.sample.arithmetic import Dice


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _digits(dice: Dice, count: int) -> str:
    return "".join(str(dice.between(0, 9)) for _ in range(count))


def latvian_registration_number(dice: Dice, prefix: str = "4000") -> str:
    """Return an 11-digit Latvian company number: weighted sum of all eleven is 3 modulo 11."""
    while True:
        body = prefix + _digits(dice, 10 - len(prefix))
        # stdnum.lv.pvn: the weight of the check digit is 1, so it follows from the others.
        check = (3 - _weighted(body, (9, 1, 4, 8, 3, 10, 2, 5, 7, 6))) % 11
        if check < 10:
            return f"{body}{check}"


def latvian_iban(dice: Dice) -> str:
    """Return an IBAN of valid form at a bank that does not exist (code PRGS)."""
    account = _digits(dice, 13)
    # ISO 13616: letters count from A = 10, country and two zeros at the end, 98 less the rest.
    number = "".join(str(int(char, 36)) for char in f"PRGS{account}LV00")
    return f"LV{98 - int(number) % 97:02d}PRGS{account}"


def _luhn_check(body: str) -> str:
    total = 0
    for position, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value // 10 + value % 10
    return str(-total % 10)


def _german(dice: Dice) -> tuple[str, str | None]:
    body = str(dice.between(1, 9)) + _digits(dice, 7)
    check = 10
    for digit in body:
        check = (check + int(digit)) % 10 or 10
        check = check * 2 % 11
    return f"HRB {dice.between(10000, 249999)}", f"DE{body}{(11 - check) % 10}"


def _french(dice: Dice) -> tuple[str, str | None]:
    body = str(dice.between(3, 9)) + _digits(dice, 7)
    siren = body + _luhn_check(body)
    return siren, f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def _swedish(dice: Dice) -> tuple[str, str | None]:
    # The third digit of a company's number is at least 2: no personal number has such a month.
    body = f"55{dice.between(2, 9)}{_digits(dice, 6)}"
    number = body + _luhn_check(body)
    return f"{number[:6]}-{number[6:]}", f"SE{number}01"


def _estonian(dice: Dice) -> tuple[str, str | None]:
    def code() -> str:
        body = "1" + _digits(dice, 6)
        check = _weighted(body, (1, 2, 3, 4, 5, 6, 7)) % 11
        if check == 10:
            check = _weighted(body, (3, 4, 5, 6, 7, 8, 9)) % 11 % 10
        return f"{body}{check}"

    body = "10" + _digits(dice, 6)
    check = -_weighted(body, (3, 7, 1, 3, 7, 1, 3, 7)) % 10
    return code(), f"EE{body}{check}"


def _lithuanian(dice: Dice) -> tuple[str, str | None]:
    def check(body: str) -> int:
        first = sum((1 + index % 9) * int(digit) for index, digit in enumerate(body)) % 11
        if first < 10:
            return first
        return sum((1 + (index + 2) % 9) * int(digit) for index, digit in enumerate(body)) % 11 % 10

    company = "30" + _digits(dice, 6)
    payer = _digits(dice, 7) + "1"
    return f"{company}{check(company)}", f"LT{payer}{check(payer)}"


def _finnish(dice: Dice) -> tuple[str, str | None]:
    while True:
        body = "2" + _digits(dice, 6)
        check = (11 - _weighted(body, (7, 9, 10, 5, 8, 4, 2)) % 11) % 11
        if check < 10:
            return f"{body}-{check}", f"FI{body}{check}"


def _british(dice: Dice) -> tuple[str, str | None]:
    return f"{dice.between(4, 13):02d}{_digits(dice, 6)}", None


def _american(dice: Dice) -> tuple[str, str | None]:
    return f"{dice.pick((20, 26, 27, 45, 46, 47))}-{_digits(dice, 7)}", None


FOREIGN = {
    "DE": _german,
    "FR": _french,
    "SE": _swedish,
    "EE": _estonian,
    "LT": _lithuanian,
    "FI": _finnish,
    "GB": _british,
    "US": _american,
}


def identity_of(dice: Dice, country: str, prefix: str = "4000") -> tuple[str, str | None]:
    """Return (registration number, VAT number or None outside the EU) for ``country``."""
    if country == "LV":
        number = latvian_registration_number(dice, prefix)
        return number, f"LV{number}"
    return FOREIGN[country](dice)

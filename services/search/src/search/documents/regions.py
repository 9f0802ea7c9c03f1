"""What regions are called, so that `kameru noma Rīgā` finds what lies there.

The registry publishes region codes without labels; an unknown code is searched
by itself.
"""

_NAMES: dict[str, dict[str, str]] = {
    "riga": {"lv": "Rīga", "en": "Riga", "lt": "Ryga", "et": "Riia"},
    "kurzeme": {"lv": "Kurzeme", "en": "Kurzeme Courland", "lt": "Kuršas", "et": "Kuramaa"},
    "zemgale": {"lv": "Zemgale", "en": "Zemgale", "lt": "Žiemgala", "et": "Zemgale"},
    "latgale": {"lv": "Latgale", "en": "Latgale", "lt": "Latgala", "et": "Latgale"},
    "vidzeme": {"lv": "Vidzeme", "en": "Vidzeme", "lt": "Vidžemė", "et": "Vidzeme"},
    "lithuania": {"lv": "Lietuva", "en": "Lithuania", "lt": "Lietuva", "et": "Leedu"},
    "estonia": {"lv": "Igaunija", "en": "Estonia", "lt": "Estija", "et": "Eesti"},
    "abroad": {"lv": "ārzemes", "en": "abroad", "lt": "užsienis", "et": "välismaa"},
}


def region_name(code: str, language: str) -> str:
    """The region's name in a language; the code itself where none is known."""
    return _NAMES.get(code, {}).get(language, code)

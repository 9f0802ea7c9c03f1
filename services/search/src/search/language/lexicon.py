"""Words that no stemmer brings together, with the form under which they meet.

An entry stands here only because a query of the gold set
(`tests/unit/gold_set.py`) needs it. The keys are looked up without diacritics,
so that `ire` is `īre`.

Latvian `īre` (lease of rooms) and `noma` (rental of things) are one entry on
purpose: the stemmer leaves three-letter words alone, so the cases of `īre`
need an entry anyway, and people who look for equipment use the two words for
the same thing. English `rental`, `hire` and `lease`, and Estonian `rent` and
`üür`, are one for the same reason.
"""

from types import MappingProxyType

from search.language.tokens import fold

_ENTRIES: dict[str, dict[str, str]] = {
    "lv": {
        "nom": "īre īres īri īrei īrē īru īrēm īrēs īrēt īrēšana īrēšanas īrēšanu "
        "noma nomas nomu nomai nomā nomām nomās nomāt nomāšana nomāšanas nomāšanu",
        "ek": "ēka ēkas ēku ēkai ēkā ēkām ēkās",
    },
    "en": {
        "lens": "lens lenses",
        "rent": "rent rents rental rentals renting rented hire hires hired hiring "
        "lease leases leased leasing",
    },
    "lt": {},
    "et": {
        "rent": "rent rendi rendile renti rentimine rentimise üür üüri üürile üürimine üürimise",
        "valgus": "valgus valguse valgust valguste",
        "salvestus": "salvestus salvestuse salvestust salvestamine salvestamise",
        "tolge": "tõlge tõlke tõlget tõlkimine tõlkimise",
    },
}

LEXICON: MappingProxyType[str, dict[str, str]] = MappingProxyType(
    {
        language: {fold(word): form for form, words in entries.items() for word in words.split()}
        for language, entries in _ENTRIES.items()
    }
)
"""Per language: a word without diacritics to the form that stands for it."""

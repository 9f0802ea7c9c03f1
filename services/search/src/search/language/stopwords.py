"""Words that say nothing about what is looked for, without diacritics.

They are left out of queries only: the index keeps every word. A query has no
known language, so a word is left out when any of the four languages has it
here; a query of nothing else keeps them all.
"""

_LATVIAN = "un ar par no uz pie pec lai kas ka ir vai bet ari the es mes jus"
_ENGLISH = "a an and the for of in on at to with by or from is are i we need"
_LITHUANIAN = "ir su apie is prie po kad kas yra ar bet taip pat"
_ESTONIAN = "ja ning on et kas voi koos aga ka"

STOPWORDS: frozenset[str] = frozenset(f"{_LATVIAN} {_ENGLISH} {_LITHUANIAN} {_ESTONIAN}".split())

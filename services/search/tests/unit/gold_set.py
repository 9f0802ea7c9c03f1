"""What people look for and what they should find: the set that decides on stemmers.

Made by hand in the words of the trade. A query names every document that it must
find; what else it finds is free unless it is in `but_not`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class GoldDocument:
    key: str
    language: str
    title: str
    body: str
    organisation: str = ""


@dataclass(frozen=True)
class GoldQuery:
    q: str
    finds: frozenset[str]
    group: str
    but_not: frozenset[str] = frozenset()


DOCUMENTS = (
    GoldDocument("camera-rental-lv", "lv", "Kinokameru noma", "Kameras ar objektīviem un statīvu."),
    GoldDocument("camera-rental-en", "en", "Camera rental", "Cinema cameras with lenses, tripod."),
    GoldDocument(
        "camera-operator", "lv", "Operatora pakalpojumi", "Pieredzējis kameras operators filmām."
    ),
    GoldDocument(
        "sound-lv", "lv", "Skaņas ieraksts studijā", "Balss un mūzikas ieraksts ar skaņu režisoru."
    ),
    GoldDocument("sound-en", "en", "Sound recording", "Voice and music recorded in our studio."),
    GoldDocument("light", "lv", "Gaismas tehnikas noma", "Prožektori un gaismas pultis."),
    GoldDocument("rooms", "lv", "Filmēšanas telpu īre", "Paviljons un zāle vēsturiskā ēkā."),
    GoldDocument("drone", "lv", "Filmēšana ar dronu", "Aerofilmēšana 4K izšķirtspējā."),
    GoldDocument("editing-lv", "lv", "Īsfilmu montāža", "Montāža un krāsu korekcija."),
    GoldDocument("editing-en", "en", "Editing of short films", "Video editing and colour grading."),
    GoldDocument("subtitles", "lv", "Titru tulkošana", "Tulkojumi latviešu un angļu valodā."),
    GoldDocument("dubbing-en", "en", "Dubbing and subtitling", "Translated subtitles for films."),
    GoldDocument("animation", "lv", "Leļļu animācija", "Animācijas filmu veidošana bērniem."),
    GoldDocument("costumes", "lv", "Kostīmu dizains", "Vēsturiskie tērpi un cepures aktieriem."),
    GoldDocument("actors", "lv", "Aktieru aģentūra", "Aktieri, bērni un skatītāji masu skatiem."),
    GoldDocument("effects", "en", "Visual effects", "Digital effects and compositing."),
    GoldDocument("lawyer", "lv", "Autortiesību juristi", "Līgumi un licences filmu tiesībām."),
    GoldDocument("cinema", "lv", "Kinoteātris Ausma", "Filmu izrādīšana kinoteātra zālē."),
    GoldDocument("reels", "lv", "Seno kinolenšu restaurācija", "Tīrām un ciparojam."),
    GoldDocument("theatre", "lv", "Teātra izrādes", "Izstādes un koncerti."),
    GoldDocument(
        "studio", "lv", "Filmu producēšana", "Reklāmas un īsfilmas.", "Baltijas kadru studija"
    ),
    GoldDocument("sound-lt", "lt", "Garso įrašų studija", "Muzikos įrašai ir garso režisierius."),
    GoldDocument("camera-lt", "lt", "Kamerų nuoma", "Filmavimo kameros ir objektyvai."),
    GoldDocument("translation-lt", "lt", "Vertimas", "Subtitrų vertimo paslaugos."),
    GoldDocument("camera-et", "et", "Kaamerate rent", "Filmikaamerad ja objektiivid."),
    GoldDocument("light-et", "et", "Valguse rent", "Valgustus ja heli."),
    GoldDocument("translation-et", "et", "Filmide tõlge", "Subtiitrite tõlkimine."),
    GoldDocument("sound-et", "et", "Helisalvestus", "Muusika salvestamine stuudios."),
)


def _queries(group: str, *rows: tuple[str, str] | tuple[str, str, str]) -> tuple[GoldQuery, ...]:
    return tuple(
        GoldQuery(row[0], frozenset(row[1].split()), group, frozenset(" ".join(row[2:]).split()))
        for row in rows
    )


QUERIES = (
    *_queries(
        "Latvian, inflected",
        ("kinokamera", "camera-rental-lv"),
        ("kameru operators", "camera-operator"),
        ("operatori", "camera-operator"),
        ("operatoru pakalpojums", "camera-operator"),
        ("skaņu ieraksti", "sound-lv"),
        ("ierakstu studijas", "sound-lv"),
        ("balsis", "sound-lv"),
        ("gaismu noma", "light"),
        ("prožektoru", "light"),
        ("telpas", "rooms"),
        ("filmēšanai", "rooms drone"),
        ("īsfilmas montāžas", "editing-lv"),
        ("krāsas", "editing-lv"),
        ("titri", "subtitles"),
        ("tulkojums", "subtitles"),
        ("animācijām", "animation"),
        ("leļļu", "animation"),
        ("lelles", "animation"),
        ("kostīmi", "costumes"),
        ("aktieris", "actors costumes"),
        ("aģentūras", "actors"),
        ("autortiesības", "lawyer"),
        ("juristu", "lawyer"),
        ("kinoteātru zāles", "cinema"),
        ("droni", "drone"),
        ("līgumu", "lawyer"),
        ("baltijas kadru studijas", "studio"),
        ("kadri", "studio"),
        ("kinolente", "reels"),
        ("kinolentes restaurācija", "reels"),
        ("izrāžu", "theatre"),
        ("izstāžu", "theatre"),
    ),
    *_queries(
        "Latvian, short words",
        ("telpu īri", "rooms"),
        ("īre", "rooms light"),
        ("kinokameru īre", "camera-rental-lv"),
        ("telpu nomu", "rooms"),
        ("ēku", "rooms"),
        ("zāli", "rooms cinema"),
    ),
    *_queries(
        "Latvian, without diacritics",
        ("skanu ieraksts", "sound-lv"),
        ("skanas ierakstu", "sound-lv"),
        ("filmesana", "rooms drone"),
        ("filmesanas telpu ire", "rooms"),
        ("isfilmu montaza", "editing-lv"),
        ("montazas", "editing-lv"),
        ("animacija", "animation"),
        ("lellu animacijas", "animation"),
        ("kostimu dizains", "costumes"),
        ("aktieru agenturas", "actors"),
        ("prozektors", "light"),
        ("autortiesibu jurists", "lawyer"),
        ("kinoteatri", "cinema"),
        ("kinolentes restauracija", "reels"),
    ),
    *_queries(
        "English",
        ("cameras", "camera-rental-en"),
        ("camera hire", "camera-rental-en"),
        ("renting a camera", "camera-rental-en"),
        ("record sound", "sound-en"),
        ("recordings", "sound-en"),
        ("short film editing", "editing-en"),
        ("edited films", "editing-en"),
        ("dub", "dubbing-en"),
        ("subtitle", "dubbing-en"),
        ("visual effect", "effects"),
        ("lens", "camera-rental-en"),
    ),
    *_queries(
        "Lithuanian",
        ("garso įrašas", "sound-lt"),
        ("garso irasai", "sound-lt"),
        ("kameros nuoma", "camera-lt"),
        ("kamerų nuomos", "camera-lt"),
        ("vertimo", "translation-lt"),
        ("subtitrai", "translation-lt"),
    ),
    *_queries(
        "Estonian",
        ("kaamera rent", "camera-et"),
        ("kaamerate üür", "camera-et"),
        ("valgus", "light-et"),
        ("salvestus", "sound-et"),
        ("muusika", "sound-et"),
        ("tõlke", "translation-et"),
    ),
)

TYPOS = _queries(
    "one slip",
    ("kinokmera", "camera-rental-lv"),
    ("operatros", "camera-operator"),
    ("skaņas ieraskts", "sound-lv"),
    ("montžāa", "editing-lv"),
    ("animacja", "animation"),
    ("aktieu aģentūra", "actors"),
    ("camra rental", "camera-rental-en"),
    ("recroding", "sound-en"),
    ("subtitels", "dubbing-en"),
    ("visual efects", "effects"),
    ("autortiesību jursti", "lawyer"),
)
"""Found by the engine's typo tolerance, not by analysis."""

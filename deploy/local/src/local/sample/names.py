"""Invented names: a first word in the genitive and a second one that tells the trade."""

from local.sample.arithmetic import words

FIRST_WORDS = words(
    """
        Vizbules Spāres Dzeguzes Kamenes Lakstīgalas Zīlītes Cielavas Vālodzes Bezdelīgas Kaijas
        Gulbja Stārķa Dzērves Pūces Vanaga Lapsas Lūša Brieža Aļņa Bebra Eža Vāveres Sikspārņa
        Taureņa Jāņtārpiņa Skudras Bites Magones Rudzupuķes Margrietiņas Ceriņa Jasmīna Vībotnes
        Kalmes Papardes Viršu Paegļa Kļavas Oša Gobas Pīlādža Kadiķa Vītola Alkšņa Sūnu Ķērpja
        Dzintara Krama Māla Smilšu Grants Laukakmens Kaļķakmens Sudraba Vara Alvas Tērauda
        Stikla Rasas Miglas Salnas Sarmas Sniegpārslas Lāses Straumes Atvara Krāces Palu Krasta
        Kāpu Liedaga Bākas Buras Enkura Laipas Tilta Vārtu Torņa Zvana Pagalma Bēniņu Klēts
        Rijas Avota Varavīksnes Pērkona Zibens Puteņa Atkušņa Pavasara Saulgriežu Krēslas
        Pusnakts Rītausmas Blāzmas Dzirksteles Oglītes Liesmas Dūmu Atbalss Klusuma Čukstu Dūdu
        Kokles Stabules Taures Bungu
        """
)

CULTURE_NAMES = words(
    """
        Vārpas Rasas Ausma Blāzma Avoti Rītausma Zvaniņi Saulgrieži Dzirnas Pūrs Kamolītis
        Vainags Jumis Ozolzīle Laimiņa Līgotne Gaisma Atbalsis Saime Krustceles Kamanas Sakta
        Auseklītis Pīlādži Vizbuļi Madaras Mārpuķes Rudzupuķes Sidrabi Smilgas Dainas Virši
        Žagata Kūlgrauda Balsis Spēlmaņi Danči Stabule
        """
)

FOREIGN_NAMES: dict[str, tuple[str, ...]] = {
    "DE": ("Birkenlicht Filmproduktion GmbH", "Nordhafen Bildwerk GmbH"),
    "FR": ("Lune de Papier Productions SARL", "Atelier des Images Lentes SAS"),
    "SE": ("Norrsken och Granar Film AB", "Tystnaden Animation AB"),
    "FI": ("Tuulikello Elokuvat Oy",),
    "EE": ("Põhjakaja Filmid OÜ", "Udu ja Kadakas Stuudio OÜ"),
    "LT": ("Gintaro Kadras UAB", "Rūko Pieva Animacija UAB"),
    "GB": ("Thistledown Lane Pictures Ltd",),
    "US": ("Copper Heron Stories LLC",),
}

FOLD = str.maketrans("āčēģīķļņšūžõäöüåéèąęėįųūž", "acegiklnsuzoaouaeeaeeiuuz")


def domain_of(name: str) -> str:
    """Return the label of the firm's domain under ``.example``, which nobody can own (RFC 2606)."""
    folded = name.lower().translate(FOLD)
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in folded).split()
    dropped = {"sia", "as", "gmbh", "sarl", "sas", "ab", "oy", "ou", "uab", "ltd", "llc"}
    return "-".join(word for word in words if word not in dropped)[:60].rstrip("-")

"""Towns and parishes of Latvia by planning region, and a few cities abroad.

Parishes (pagasti) stand in the genitive, as Latvian names them: "Abavas" reads "Abavas pagasts",
"Abavas pagasta kultūras nams". Only places are real here; who sits there is not.
"""

from local.sample.arithmetic import words

PARISHES: dict[str, tuple[str, ...]] = {
    "riga": words(
        """
        Allažu Babītes Birzgales Carnikavas Daugmales Engures Garkalnes Inčukalna Jumpravas
        Krapes Krimuldas Ķeipenes Lapmežciema Lauberes Lēdmanes Lielvārdes Madlienas Mālpils
        Mazozolu Meņģeles Ogresgala Rembates Salas Sējas Skultes Stopiņu Suntažu Taurupes Tīnūžu
        Tomes Vidrižu Lēdurgas Mores
        """
    ),
    "kurzeme": words(
        """
        Abavas Aizputes Alsungas Ances Ārlavas Balgales Bārtas Blīdenes Bunkas Cieceres Cīravas
        Cēres Dunalkas Dundagas Dunikas Durbes Dzērves Ēdoles Embūtes Ezeres Gaiķu Gaviezes
        Gramzdas Grobiņas Gudenieku Ģibuļu Īvandes Īves Jaunlutriņu Jūrkalnes Kabiles Kalētu
        Kalvenes Kandavas Kazdangas Kolkas Kursīšu Kurmāles Ķūļciema Laidu Laidzes Laucienes
        Lažas Lībagu Lubes Lutriņu Matkules Medzes Mērsraga Nīcas Nīgrandes Nīkrāces Novadnieku
        Otaņķu Padures Pampāļu Pelču Piltenes Popes Priekules Puzes Raņķu Remtes Rendas Rojas
        Rucavas Rudbāržu Rumbas Sakas Saldus Skrundas Snēpeles Strazdes Šķēdes Tadaiķu Tārgales
        Turlavas Ugāles Usmas Užavas Vadakstes Vaiņodes Valdgales Vandzenes Vānes Vārmes Vārves
        Vecpils Vērgales Virbu Virgas Zaņas Zantes Ziras Zirņu Zlēku Zvārdes
        """
    ),
    "zemgale": words(
        """
        Aizkraukles Annenieku Asares Atašienes Augstkalnes Auru Ābeļu Bārbeles Bebru Bēnes
        Bērzes Bikstu Brunavas Bukaišu Ceraukstes Codes Daudzeses Dāviņu Degoles Dignājas
        Dobeles Dunavas Džūkstes Elejas Elkšņu Gailīšu Gārsenes Glūdas Iecavas Irlavas Īles
        Īslīces Jaunbērzes Jaunpils Jaunsātu Jaunsvirlaukas Kalna Kalnciema Klintaines Kokneses
        Krimūnu Kurmenes Kūku Leimaņu Lestenes Lielauces Lielplatones Līvbērzes Mazzalves
        Mežāres Mežotnes Naudītes Neretas Ozolnieku Penkules Pilskalnes Platones Pūres Rites
        Rubas Rubenes Rundāles Salgales Saukas Sēlpils Sēmes Sērenes Sesavas Sidrabenes
        Skaistkalnes Skrīveru Slampes Smārdes Staburaga Stelpes Sunākstes Svitenes Šķibes
        Tērvetes Tumes Ukru Valgundes Valles Variešu Vecsaules Vecumnieku Viesatu Viesturu
        Vilces Vircavas Vīpes Vītiņu Zaļenieku Zalves Zasas Zebrenes Zemītes Zentenes
        """
    ),
    "latgale": words(
        """
        Aglonas Ambeļu Andrupenes Andzeļu Asūnes Audriņu Aulejas Baltinavas Balvu Bebrenes
        Bērzgales Bērziņu Bērzkalnes Bērzpils Biķernieku Blontu Briežuciema Briģu Ciblas Cirmas
        Čornajas Dagdas Dekšāres Demenes Dricānu Dubnas Dvietes Eglaines Ezernieku Feimaņu
        Gaigalavas Galēnu Goliševas Grāveru Griškānu Ilzeskalna Indras Isnaudas Istras Izvaltas
        Kalkūnes Kalniešu Kalupes Kantinieku Kaplavas Kastuļinas Kaunatas Kombuļu Konstantinovas
        Krāslavas Krišjāņu Kubulu Kuprovas Ķepovas Lauderu Laucesas Lazdukalna Lazdulejas Lendžu
        Līdumnieku Līksnas Lūznavas Maļinovas Malnavas Mākoņkalna Medņevas Medumu Mērdzenes
        Mežvidu Murmastienes Naujenes Nautrēnu Nīcgales Nirzas Ņukšu Ozolaines Ozolmuižas
        Pasienes Pelēču Piedrujas Pildas Preiļu Pureņu Pušas Pušmucovas Riebiņu Rikavas
        Robežnieku Rožkalnu Rudzātu Rugāju Rundēnu Rušonas Sakstagala Salienas Saunas Silajāņu
        Silmalas Sīļukalna Skaistas Skrudalienas Sokolku Stabulnieku Stirnienes Stoļerovas
        Strūžānu Susāju Sutru Svariņu Sventes Šēderes Šķaunes Šķeltovas Šķilbēnu Tabores Tilžas
        Turku Upmalas Ūdrīšu Vaboles Varakļānu Vārkavas Vecsalienas Vectilžas Vecumu Vērēmu
        Viļānu Višķu Vīksnas Zaļesjes Zvirgzdenes Žīguru
        """
    ),
    "vidzeme": words(
        """
        Aiviekstes Alojas Alsviķu Amatas Annas Aronas Barkavas Beļavas Bērzaunes Bilskas Blomes
        Brantu Braslavas Brenguļu Brīvzemnieku Burtnieku Cesvaines Daukstu Dikļu Drabešu Drustu
        Druvienas Dzelzavas Dzērbenes Ēveles Ērgļu Ērģemes Galgauskas Gaujienas Grundzāles
        Ilzenes Indrānu Inešu Ipiķu Jaunalūksnes Jaunannas Jaungulbenes Jaunlaicenes
        Jaunpiebalgas Jērcēnu Jeru Jumurdas Kaives Kalncempju Kalsnavas Katvaru Kauguru Kārķu
        Kocēnu Ķoņu Launkalnes Lazdonas Lejasciema Liepas Liepnas Liepupes Limbažu Litenes Līgo
        Lizuma Lodes Ļaudonas Malienas Matīšu Mazsalacas Mālupes Mārcienas Mārkalnes Mārsnēnu
        Mētrienas Naukšēnu Nītaures Ošupes Palsmanes Pāles Pededzes Plāņu Praulienas Priekuļu
        Raiskuma Ramatas Rankas Raunas Rencēnu Rozulas Sarkaņu Sausnējas Sēļu Skaņkalnes
        Skujenes Smiltenes Staiceles Stalbes Stāmerienas Stradu Straupes Taurenes Tirzas
        Trapenes Trikātas Umurgas Vaidavas Vaives Valkas Variņu Vecates Veclaicenes Vecpiebalgas
        Veselavas Vestienas Vietalvas Vijciema Viļķenes Vilpulkas Virešu Zaubes Zeltiņu Ziemeru
        Zosēnu Zvārtavas
        """
    ),
}

# Town -> (genitive, first two digits of its postal code).
TOWNS: dict[str, dict[str, tuple[str, str]]] = {
    "riga": {
        "Rīga": ("Rīgas", "10"),
        "Jūrmala": ("Jūrmalas", "20"),
        "Sigulda": ("Siguldas", "21"),
        "Ogre": ("Ogres", "50"),
        "Salaspils": ("Salaspils", "21"),
        "Ādaži": ("Ādažu", "21"),
        "Ķekava": ("Ķekavas", "21"),
        "Olaine": ("Olaines", "21"),
    },
    "kurzeme": {
        "Liepāja": ("Liepājas", "34"),
        "Ventspils": ("Ventspils", "36"),
        "Kuldīga": ("Kuldīgas", "33"),
        "Talsi": ("Talsu", "32"),
        "Saldus": ("Saldus", "38"),
    },
    "zemgale": {
        "Jelgava": ("Jelgavas", "30"),
        "Bauska": ("Bauskas", "39"),
        "Dobele": ("Dobeles", "37"),
        "Jēkabpils": ("Jēkabpils", "52"),
        "Tukums": ("Tukuma", "31"),
        "Aizkraukle": ("Aizkraukles", "51"),
    },
    "latgale": {
        "Daugavpils": ("Daugavpils", "54"),
        "Rēzekne": ("Rēzeknes", "46"),
        "Ludza": ("Ludzas", "57"),
        "Preiļi": ("Preiļu", "53"),
        "Krāslava": ("Krāslavas", "56"),
        "Balvi": ("Balvu", "45"),
    },
    "vidzeme": {
        "Valmiera": ("Valmieras", "42"),
        "Cēsis": ("Cēsu", "41"),
        "Madona": ("Madonas", "48"),
        "Gulbene": ("Gulbenes", "44"),
        "Alūksne": ("Alūksnes", "43"),
        "Limbaži": ("Limbažu", "40"),
    },
}

STREETS = words(
    """
        Liepu Bērzu Ozolu Kļavu Skolas Parka Dārza Pļavu Upes Ezera Saules Rīta Jaunā Ziedu
        Tirgus Dzirnavu Stacijas Kalna Lauku Priežu Kastaņu Rožu Ceriņu Zvejnieku
        """
)

# Country -> cities and (street pattern, postal code pattern: '#' stands for a digit).
ABROAD: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "DE": (("Hamburg", "Leipzig", "Köln"), ("Lindenweg", "Gartenstraße", "Mühlenweg"), "2####"),
    "FR": (("Lyon", "Nantes", "Lille"), ("rue des Tilleuls", "rue du Moulin"), "6900#"),
    "SE": (("Göteborg", "Uppsala", "Malmö"), ("Björkvägen", "Sjögatan"), "41# ##"),
    "FI": (("Turku", "Tampere"), ("Koivukuja", "Rantatie"), "20#00"),
    "EE": (("Tallinn", "Tartu", "Pärnu"), ("Kase tänav", "Järve tee"), "1####"),
    "LT": (("Vilnius", "Kaunas", "Šiauliai"), ("Beržų g.", "Ežero g."), "LT-0####"),
    "GB": (("Bristol", "Leeds"), ("Mill Lane", "Orchard Road"), "LS# #AA"),
    "US": (("Portland", "Austin"), ("Maple Street", "Lakeview Avenue"), "97###"),
}

"""The groups of the brochure ("kritiskā masa"), their sizes, and what each does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """One group; ranges are (least, most) per organisation, ``founding`` counts its founders."""

    key: str
    count: int
    sector: str
    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    lv: str
    en: str
    nouns: str
    form: str = "SIA"
    founding: int = 0
    in_riga: int = 65
    competences: tuple[int, int] = (2, 3)
    listings: tuple[int, int] = (1, 2)
    gear: tuple[int, int] = (0, 0)
    country: str = "LV"


PRODUCER, HOLDER = ("producer",), ("resource_holder",)
BROKER, SELLER = ("intermediary",), ("distributor",)

# The first eight groups have the brochure's numbers; "about 300 other creative companies" are the
# 280 that follow. Clients, agents, teachers and financiers come on top.
PROFILES: tuple[Profile, ...] = (
    Profile("film_studio", 45, "private", PRODUCER,
            ("av_production", "camera_and_editing", "editing", "project_manager"),
            "filmu studija", "film studio", "Kadrs Filma Lente Ekrāns Aina",
            founding=7, gear=(1, 2)),
    Profile("producer_group", 18, "private", PRODUCER,
            ("project_manager", "av_production", "script_editor", "administration"),
            "producentu grupa", "producer group", "Producenti Stāsti Projekti", founding=3,
            gear=(0, 1)),
    Profile("creative_union", 10, "public", (), ("format_creator", "training_organiser",
            "musician_actor", "scriptwriter"),
            "radošā savienība", "creative union", "savienība", "Biedrība", listings=(0, 1)),
    Profile("game_studio", 20, "private", PRODUCER,
            ("programmer", "designer", "ict_maker", "testing"),
            "datorspēļu un mobilo lietotņu izstrādātājs", "game and mobile app developer",
            "Spēles Pikseļi Kods", founding=2),
    Profile("film_association", 4, "public", (), ("training_organiser", "festival"),
            "filmu nozares biedrība", "film association", "kino biedrība", "Biedrība",
            competences=(1, 2), listings=(0, 1)),
    Profile("cinema", 19, "private", SELLER, ("cinema",),
            "kinoteātris", "cinema", "Kino Kinozāle", in_riga=30, competences=(1, 2)),
    Profile("culture_centre", 544, "public", SELLER, ("culture_house",),
            "kultūras centrs", "culture centre", "", "", competences=(1, 1), listings=(0, 0)),
    # about 300 other creative companies
    Profile("equipment_rental", 24, "private", HOLDER,
            ("equipment_rental", "infrastructure_rental"),
            "tehnikas noma", "equipment rental", "Tehnika Noma Gaismas", founding=2,
            gear=(7, 9)),
    Profile("casting", 12, "private", HOLDER,
            ("casting_agency", "talent_agency", "resource_agent"),
            "aktieru aģentūra", "casting agency", "Lomas Talanti", founding=1),
    Profile("vfx", 14, "private", PRODUCER, ("special_effects", "data_graphics"),
            "specefektu studija", "visual effects studio", "Efekti Attēls", founding=2,
            gear=(1, 2)),
    Profile("translation", 16, "private", HOLDER, ("translation",),
            "tulkošanas birojs", "translation office", "Vārdi Tulki Valoda", founding=1),
    Profile("sound_studio", 20, "private", PRODUCER, ("recording_studio", "musician_actor"),
            "skaņu ierakstu studija", "recording studio", "Skaņa Balss Ieraksts", founding=2,
            gear=(1, 2)),
    Profile("regional_tv", 12, "private", SELLER, ("digital_tv", "camera_and_editing"),
            "reģionālā televīzija", "regional television", "Televīzija", founding=1, in_riga=0,
            gear=(1, 2)),
    Profile("photo", 22, "private", PRODUCER, ("camera_and_editing", "finishing_designer"),
            "foto studija", "photo studio", "Foto Objektīvs", gear=(0, 2)),
    Profile("design", 30, "private", PRODUCER,
            ("designer", "finishing_designer", "data_graphics"),
            "dizaina studija", "design studio", "Dizains Forma Līnija", founding=1),
    Profile("insurer", 5, "private", HOLDER, ("insurer",),
            "apdrošināšanas birojs", "insurance office", "Drošība", in_riga=90),
    Profile("hospitality", 18, "private", HOLDER, ("hospitality",),
            "viesu nams un ēdinātājs", "guest house and caterer", "Nams Viesi Maltīte",
            in_riga=30),
    Profile("logistics", 12, "private", HOLDER, ("logistics",),
            "transporta uzņēmums", "transport company", "Ceļš Rati", gear=(1, 2)),
    Profile("ip_office", 10, "private", HOLDER, ("lawyer", "ip_agency"),
            "juristu birojs", "law office", "Tiesības Zīme", founding=1, in_riga=90),
    Profile("advertising", 16, "private", BROKER,
            ("advertising_agency", "marketing_specialist"),
            "reklāmas aģentūra", "advertising agency", "Reklāma Vēsts", founding=1, in_riga=80),
    Profile("data_house", 10, "private", ("producer", "resource_holder"),
            ("encoding", "server_hosting", "high_speed_internet", "database_upkeep"),
            "datu pārraides uzņēmums", "data transfer company", "Dati Mākonis", in_riga=80),
    Profile("costume_house", 8, "private", HOLDER, ("costume_designer",),
            "kostīmu darbnīca", "costume workshop", "Kostīmi Tērpi", gear=(0, 1)),
    Profile("editing_house", 14, "private", PRODUCER, ("editing", "encoding", "testing"),
            "pēcapstrādes studija", "post-production house", "Montāža Krāsa", gear=(1, 2)),
    Profile("online_platform", 8, "private", SELLER,
            ("online_platform", "distributor", "end_user"),
            "tiešsaistes platforma", "online platform", "Straumes Platforma", in_riga=90),
    Profile("payments", 3, "private", HOLDER, ("online_payments", "payment_gateway"),
            "maksājumu iestāde", "payment institution", "Maksājumi", in_riga=100),
    Profile("festival", 8, "public", SELLER, ("festival",),
            "festivālu rīkotājs", "festival organiser", "festivāls", "Biedrība"),
    Profile("theatre", 6, "public", SELLER, ("theatre",),
            "teātris", "theatre", "teātris", "Biedrība", gear=(0, 2)),
    Profile("museum", 2, "public", SELLER, ("museum",),
            "muzejs", "museum", "muzejs", "Biedrība"),
    Profile("tourism", 4, "private", HOLDER, ("tourism_entertainment",),
            "tūrisma un izklaides uzņēmums", "tourism and entertainment company", "Takas",
            in_riga=20),
    Profile("duplication", 3, "private", HOLDER, ("duplication",),
            "pavairošanas darbnīca", "duplication workshop", "Kopijas"),
    Profile("mobile_operator", 1, "private", SELLER, ("mobile_operator",),
            "mobilo sakaru operators", "mobile operator", "Sakari", in_riga=100),
    Profile("procurement", 2, "private", BROKER, ("procurement_manager", "administration"),
            "iepirkumu birojs", "procurement office", "Iepirkumi", in_riga=100),
    # clients of every segment, agents, education and finance
    Profile("tv_channel", 2, "private", SELLER, ("digital_tv",),
            "televīzijas kanāls", "television channel", "Kanāls", in_riga=100,
            competences=(0, 1), listings=(0, 1)),
    Profile("digital_media", 2, "private", SELLER, ("online_platform",),
            "digitālais medijs", "digital media company", "Ziņas", in_riga=100,
            competences=(0, 1), listings=(0, 1)),
    Profile("film_agent", 4, "private", BROKER, ("distributor", "resource_agent"),
            "filmu aģents", "film agent", "Aģenti", in_riga=75),
    Profile("education", 4, "education_research", (), ("training_organiser",),
            "izglītības iestāde", "educational institution", "mediju skola", "Skola", founding=1,
            competences=(1, 2)),
    Profile("state_institution", 2, "public", (), ("training_organiser",),
            "valsts institūcija", "state institution", "attīstība", "Aģentūra",
            in_riga=100, competences=(0, 0), listings=(0, 0)),
    Profile("investor", 3, "finance", (), ("investor",),
            "investoru grupa", "group of investors", "Kapitāls", in_riga=90, listings=(1, 1)),
    *(
        Profile(f"foreign_producer_{country.lower()}", count, "private", PRODUCER,
                ("av_production",), "ārvalstu producents", "foreign producer", "", "",
                competences=(0, 1), listings=(0, 0), country=country)
        for country, count in (("DE", 2), ("FR", 2), ("SE", 2), ("FI", 1), ("EE", 2), ("LT", 2),
                               ("GB", 1), ("US", 1))
    ),
)  # fmt: skip

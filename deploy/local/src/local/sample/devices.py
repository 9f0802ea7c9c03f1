"""Things to rent: two dozen kinds of device, each in several grades. No brand is named."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Device:
    """One thing; ``low`` and ``high`` bound its day rate in whole EUR, ``most`` its quantity."""

    category: str
    low: int
    high: int
    most: int
    lv: str
    en: str
    lt: str | None = None
    et: str | None = None


DEVICES: tuple[Device, ...] = (
    Device("camera", 120, 480, 4, "Kinokamera ar Super 35 sensoru",
           "Cinema camera, Super 35 sensor",
           "Kino kamera su „Super 35“ jutikliu", "Kinokaamera Super 35 sensoriga"),
    Device("camera", 200, 650, 2, "Lielformāta kinokamera", "Large-format cinema camera",
           "Plataus formato kino kamera", "Suureformaadiline kinokaamera"),
    Device("camera", 40, 130, 8, "Videokamera tiešraidēm", "Video camera for live broadcasts",
           "Vaizdo kamera transliacijoms", "Videokaamera otseülekanneteks"),
    Device("camera", 60, 220, 3, "Ātrgaitas kamera palēninātiem kadriem",
           "High-speed camera for slow motion"),
    Device("camera", 30, 90, 4, "Zemūdens kameras korpuss", "Underwater camera housing"),
    Device("lens", 60, 260, 4, "Kinoobjektīvu komplekts", "Set of cinema lenses",
           "Kino objektyvų rinkinys", "Kinoobjektiivide komplekt"),
    Device("lens", 80, 320, 2, "Anamorfisko objektīvu komplekts", "Set of anamorphic lenses",
           "Anamorfinių objektyvų rinkinys", "Anamorfsete objektiivide komplekt"),
    Device("lens", 25, 90, 5, "Makroobjektīvs", "Macro lens"),
    Device("lighting", 15, 70, 20, "LED gaismas panelis", "LED light panel",
           "LED šviesos skydelis", "LED-valguspaneel"),
    Device("lighting", 50, 180, 6, "Dienasgaismas prožektors", "Daylight spotlight",
           "Dienos šviesos prožektorius", "Päevavalguse prožektor"),
    Device("lighting", 60, 240, 3, "Klusais elektrības ģenerators", "Silent power generator",
           "Tylus elektros generatorius", "Vaikne elektrigeneraator"),
    Device("lighting", 8, 30, 30, "Gaismas statīvs ar karogiem", "Light stand with flags"),
    Device("sound", 15, 60, 16, "Bezvadu mikrofons", "Wireless microphone",
           "Belaidis mikrofonas", "Juhtmevaba mikrofon"),
    Device("sound", 40, 160, 4, "Lauka skaņas ierakstītājs", "Field sound recorder",
           "Lauko garso įrašymo aparatas", "Välisalvesti"),
    Device("sound", 90, 420, 3, "Skaņas jaucējpults", "Sound mixing desk",
           "Garso pultas", "Helipult"),
    Device("sound", 120, 520, 4, "Koncertskaņas sistēma", "Concert sound system",
           "Koncertinė garso sistema", "Kontserdihelisüsteem"),
    Device("grip", 40, 180, 4, "Kameras sliedes ar ratiņiem", "Camera dolly with rails",
           "Kameros bėgiai su vežimėliu", "Kaamerasõiduk rööbastega"),
    Device("grip", 70, 260, 3, "Kameras stabilizators", "Camera stabiliser",
           "Kameros stabilizatorius", "Kaamera stabilisaator"),
    Device("grip", 90, 380, 2, "Kameras celtnis", "Camera crane",
           "Kameros kranas", "Kaamerakraana"),
    Device("drone", 120, 480, 3, "Filmēšanas drons", "Filming drone",
           "Filmavimo dronas", "Filmimisdroon"),
    Device("projection", 60, 320, 4, "Digitālais projektors", "Digital projector",
           "Skaitmeninis projektorius", "Digiprojektor"),
    Device("projection", 40, 160, 4, "Piepūšamais brīvdabas ekrāns", "Inflatable open-air screen",
           "Pripučiamas lauko ekranas", "Täispuhutav välikinoekraan"),
    Device("projection", 30, 140, 12, "LED ekrāna sekcija", "LED wall section",
           "LED ekrano sekcija", "LED-ekraani sektsioon"),
    Device("stage", 40, 220, 10, "Pārvietojama skatuves platforma", "Portable stage platform",
           "Kilnojama scenos platforma", "Teisaldatav lavaplatvorm"),
    Device("streaming", 80, 340, 3, "Tiešraides pults", "Live production switcher",
           "Tiesioginės transliacijos pultas", "Otseülekande pult"),
    Device("streaming", 50, 190, 4, "Attēla raidītājs bez vadiem", "Wireless video transmitter"),
    Device("editing", 40, 150, 5, "Montāžas darbstacija", "Editing workstation",
           "Montažo darbo stotis", "Montaaži tööjaam"),
    Device("editing", 30, 110, 4, "Kalibrēts krāsu korekcijas monitors",
           "Calibrated grading monitor", "Kalibruotas spalvų korekcijos monitorius",
           "Kalibreeritud värvikorrektsiooni monitor"),
    Device("capture", 180, 620, 1, "Kustību tveršanas tērps", "Motion capture suit",
           "Judesio fiksavimo kostiumas", "Liikumise jäädvustamise kostüüm"),
    Device("props", 10, 80, 12, "Laikmeta mēbeļu komplekts", "Set of period furniture",
           "Senovinių baldų komplektas", "Ajastu mööbli komplekt"),
    Device("transport", 90, 320, 3, "Tehnikas furgons ar pacēlāju", "Equipment van with tail lift",
           "Technikos furgonas su keltuvu", "Tehnikafurgoon tagatõstukiga"),
    Device("transport", 140, 420, 2, "Pārvietojamā grimētava", "Mobile make-up room",
           "Kilnojama grimo patalpa", "Liikuv grimmituba"),
)  # fmt: skip

# A grade follows the title in brackets, so that it needs no agreement with the noun.
GRADES: tuple[tuple[str, str, str, str], ...] = (
    ("pamata komplekts", "basic kit", "bazinis komplektas", "põhikomplekt"),
    ("paplašināts komplekts", "extended kit", "išplėstas komplektas", "laiendatud komplekt"),
    ("ceļojumu komplekts", "travel kit", "kelioninis komplektas", "reisikomplekt"),
    ("studijas komplekts", "studio kit", "studijos komplektas", "stuudiokomplekt"),
)

CARE: tuple[tuple[str, str, str, str], ...] = (
    ("Pārbaudīts pirms katras izsniegšanas.", "Checked before every hand-over.",
     "Patikrinta prieš kiekvieną išdavimą.", "Kontrollitud enne iga väljastamist."),
    ("Pieejama piegāde visā Latvijā.", "Delivery is available throughout Latvia.",
     "Pristatome visoje Latvijoje.", "Kohaletoimetamine kogu Lätis."),
    ("Nedēļas nomai septītā diena bez maksas.",
     "In a week's rental the seventh day is free.",
     "Nuomojant savaitei septinta diena nemokama.",
     "Nädalase rendi puhul on seitsmes päev tasuta."),
    ("Līdzi dodam operatoru pēc vienošanās.", "An operator comes along by agreement.",
     "Operatorius – pagal susitarimą.", "Operaator kokkuleppel."),
)  # fmt: skip

GEAR_OF: dict[str, tuple[str, ...]] = {
    "equipment_rental": (
        "camera", "lens", "lighting", "sound", "grip", "drone", "projection", "stage",
        "streaming", "props", "transport",
    ),
    "film_studio": ("camera", "lens", "lighting", "grip", "editing", "props"),
    "producer_group": ("camera", "lighting", "transport"),
    "sound_studio": ("sound",),
    "vfx": ("capture", "editing"),
    "photo": ("camera", "lens", "lighting"),
    "regional_tv": ("camera", "streaming", "sound"),
    "editing_house": ("editing",),
    "costume_house": ("props",),
    "logistics": ("transport",),
    "theatre": ("stage", "lighting"),
    "culture_centre": ("projection", "stage", "sound"),
}  # fmt: skip

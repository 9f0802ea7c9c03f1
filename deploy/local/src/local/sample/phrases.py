"""The phrases that vary the offers: for whom a service is (dative), and how its firm works."""

LANGUAGES = ("lv", "en", "lt", "et")

# Each row: Latvian dative plural, English with "for", Lithuanian dative, Estonian allative.
PURPOSES: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "film": (
        ("dokumentālajām filmām", "for documentary films", "dokumentiniams filmams",
         "dokumentaalfilmidele"),
        ("spēlfilmām", "for feature films", "vaidybiniams filmams", "mängufilmidele"),
        ("īsfilmām", "for short films", "trumpametražiams filmams", "lühifilmidele"),
        ("animācijas filmām", "for animated films", "animaciniams filmams", "animafilmidele"),
        ("seriāliem", "for series", "serialams", "sarjadele"),
        ("reklāmas filmām", "for advertising films", "reklaminiams filmams", "reklaamfilmidele"),
        ("bērnu filmām", "for children's films", "vaikų filmams", "lastefilmidele"),
        ("studentu filmām", "for student films", "studentų filmams", "üliõpilasfilmidele"),
    ),
    "media": (
        ("televīzijas raidījumiem", "for television programmes", "televizijos laidoms",
         "telesaadetele"),
        ("mūzikas videoklipiem", "for music videos", "muzikos vaizdo klipams",
         "muusikavideotele"),
        ("korporatīvajiem video", "for corporate videos", "įmonių vaizdo įrašams",
         "firmavideotele"),
        ("tiešraidēm", "for live broadcasts", "tiesioginėms transliacijoms",
         "otseülekannetele"),
        ("mācību video", "for training videos", "mokomiesiems vaizdo įrašams",
         "õppevideotele"),
        ("raidierakstiem", "for podcasts", "tinklalaidėms", "taskuhäälingutele"),
        ("koncertiem", "for concerts", "koncertams", "kontsertidele"),
    ),
    "games": (
        ("datorspēlēm", "for computer games", "kompiuteriniams žaidimams", "arvutimängudele"),
        ("mobilajām lietotnēm", "for mobile apps", "mobiliosioms programėlėms",
         "mobiilirakendustele"),
        ("interaktīvām instalācijām", "for interactive installations",
         "interaktyvioms instaliacijoms", "interaktiivsetele installatsioonidele"),
        ("virtuālās realitātes projektiem", "for virtual reality projects",
         "virtualiosios realybės projektams", "virtuaalreaalsuse projektidele"),
        ("mācību spēlēm", "for educational games", "mokomiesiems žaidimams",
         "õppemängudele"),
        ("galda spēļu papildinājumiem", "for board game companions",
         "stalo žaidimų papildymams", "lauamängude lisadele"),
    ),
    "business": (
        ("reklāmas kampaņām", "for advertising campaigns", "reklamos kampanijoms",
         "reklaamikampaaniatele"),
        ("izstādēm", "for exhibitions", "parodoms", "näitustele"),
        ("konferencēm", "for conferences", "konferencijoms", "konverentsidele"),
        ("festivāliem", "for festivals", "festivaliams", "festivalidele"),
        ("muzejiem", "for museums", "muziejams", "muuseumidele"),
        ("pašvaldību svētkiem", "for municipal celebrations", "savivaldybių šventėms",
         "omavalitsuste pidustustele"),
    ),
    "makers": (
        ("filmu producentiem", "for film producers", "filmų prodiuseriams",
         "filmiprodutsentidele"),
        ("animācijas studijām", "for animation studios", "animacijos studijoms",
         "animatsioonistuudiotele"),
        ("spēļu izstrādātājiem", "for game developers", "žaidimų kūrėjams",
         "mänguarendajatele"),
        ("televīzijas kanāliem", "for television channels", "televizijos kanalams",
         "telekanalitele"),
        ("reklāmas aģentūrām", "for advertising agencies", "reklamos agentūroms",
         "reklaamiagentuuridele"),
        ("jaunajiem autoriem", "for emerging authors", "jauniesiems autoriams",
         "noortele autoritele"),
    ),
    "audience": (
        ("bērniem", "for children", "vaikams", "lastele"),
        ("jauniešiem", "for young people", "jaunimui", "noortele"),
        ("ģimenēm", "for families", "šeimoms", "peredele"),
        ("skolām", "for schools", "mokykloms", "koolidele"),
        ("senioriem", "for seniors", "senjorams", "eakatele"),
        ("novada iedzīvotājiem", "for local residents", "krašto gyventojams",
         "maakonna elanikele"),
    ),
    "crews": (
        ("filmēšanas grupām", "for film crews", "filmavimo grupėms", "võttegruppidele"),
        ("ārvalstu komandām", "for foreign crews", "užsienio komandoms",
         "välismaistele meeskondadele"),
        ("festivāla viesiem", "for festival guests", "festivalio svečiams",
         "festivali külalistele"),
        ("koncertu rīkotājiem", "for concert organisers", "koncertų rengėjams",
         "kontserdikorraldajatele"),
    ),
}  # fmt: skip

# One of these tells how the firm works ...
EXPERIENCE: tuple[tuple[str, str, str, str], ...] = (
    ("Strādājam kopš {year}. gada.", "In business since {year}.",
     "Dirbame nuo {year} metų.", "Tegutseme aastast {year}."),
    ("Mūsu komandā ir {few} speciālisti.", "Our team has {few} specialists.",
     "Mūsų komandoje – {few} specialistai.", "Meie meeskonnas on {few} spetsialisti."),
    ("Pēdējos divos gados pabeigti {some} projekti.",
     "In the last two years {some} projects were finished.",
     "Per pastaruosius dvejus metus baigta {some} projektų.",
     "Viimase kahe aastaga on valminud {some} projekti."),
    ("Strādājam gan klātienē, gan attālināti.", "We work on site and remotely.",
     "Dirbame ir vietoje, ir nuotoliu.", "Töötame nii kohapeal kui ka kaugelt."),
    ("Pirms līguma piedāvājam izmēģinājuma darbu.",
     "Before the contract we offer a test job.",
     "Prieš sutartį siūlome bandomąjį darbą.", "Enne lepingut pakume proovitööd."),
)  # fmt: skip

# ... and one of these on what terms.
TERMS: tuple[tuple[str, str, str, str], ...] = (
    ("Termiņu un apjomu saskaņojam pirms darba sākuma.",
     "Deadline and scope are agreed before work starts.",
     "Terminą ir apimtį suderiname prieš pradėdami darbą.",
     "Tähtaja ja mahu lepime kokku enne töö algust."),
    ("Cenā ietilpst viena labojumu kārta.", "One round of corrections is included.",
     "Į kainą įeina vienas taisymų ratas.", "Hinna sees on üks parandusring."),
    ("Darba rezultātus nododam elektroniski.", "Results are handed over electronically.",
     "Darbo rezultatus perduodame elektroniniu būdu.",
     "Töö tulemused anname üle elektrooniliselt."),
    ("Maksājums pa posmiem, pēc darba pieņemšanas.",
     "Paid by milestone, after acceptance of the work.",
     "Mokama etapais, priėmus darbą.", "Tasumine etappide kaupa, pärast töö vastuvõtmist."),
    ("Labprāt strādājam kopā ar citiem klastera dalībniekiem.",
     "We gladly work together with other members of the cluster.",
     "Mielai dirbame kartu su kitais klasterio nariais.",
     "Töötame meelsasti koos teiste klastri liikmetega."),
    ("Par steidzamiem darbiem vienojamies atsevišķi.",
     "Urgent work is taken on by separate agreement.",
     "Skubius darbus priimame atskiru susitarimu.",
     "Kiireloomulised tööd eraldi kokkuleppel."),
)  # fmt: skip

# Halls, rentals, lodging and transport say other things about themselves.
HOSTING_ROLES = frozenset(
    {
        "infrastructure_rental", "equipment_rental", "hospitality", "tourism_entertainment",
        "logistics", "cinema", "theatre", "culture_house", "museum",
    }
)  # fmt: skip

HOSTING_EXPERIENCE: tuple[tuple[str, str, str, str], ...] = (
    ("Strādājam kopš {year}. gada.", "In business since {year}.",
     "Dirbame nuo {year} metų.", "Tegutseme aastast {year}."),
    ("Mūsu komandā ir {few} cilvēki.", "Our team has {few} people.",
     "Mūsų komandoje – {few} žmonės.", "Meie meeskonnas on {few} inimest."),
    ("Pēdējā gadā apkalpoti {some} pasākumi.", "Last year {some} events were served.",
     "Per pastaruosius metus aptarnauta {some} renginių.",
     "Viimase aasta jooksul on teenindatud {some} üritust."),
)  # fmt: skip

HOSTING_TERMS: tuple[tuple[str, str, str, str], ...] = (
    ("Lūdzam rezervēt nedēļu iepriekš.", "Please book a week ahead.",
     "Rezervuoti prašome prieš savaitę.", "Palume broneerida nädal varem."),
    ("Ilgākam laikam vienojamies par zemāku cenu.", "For longer periods the price is lower.",
     "Ilgesniam laikui kaina mažesnė.", "Pikemaks ajaks on hind madalam."),
    ("Mājaslapā redzams brīvo dienu kalendārs.", "Free days are shown in the website's calendar.",
     "Laisvos dienos matomos svetainės kalendoriuje.", "Vabad päevad on näha kodulehe kalendris."),
    ("Uz vietas ir atbildīgs darbinieks.", "A responsible person is on the spot.",
     "Vietoje yra atsakingas darbuotojas.", "Kohapeal on vastutav töötaja."),
)  # fmt: skip

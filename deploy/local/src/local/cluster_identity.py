"""The sample's own cluster: who sends fee invoices, and where manager and board hold office."""

from dataclasses import dataclass

from registry.organisations.rules import Address, OrganisationDetails


@dataclass(frozen=True)
class ClusterIdentity:
    """An invented society with valid-looking numbers; the IBAN names no bank that exists."""

    name: str
    english_name: str
    registration_number: str
    street: str
    city: str
    postal_code: str
    email: str
    iban: str

    @property
    def vat_number(self) -> str:
        """The Latvian VAT number: the registration number with its prefix."""
        return f"LV{self.registration_number}"

    def as_details(self) -> OrganisationDetails:
        """Return the cluster's own entry in the directory."""
        return OrganisationDetails(
            name=self.name,
            names={"lv": self.name, "en": self.english_name},
            sector="public",
            region="riga",
            country="LV",
            registration_number=self.registration_number,
            vat_number=self.vat_number,
            address=Address(
                street=self.street, city=self.city, postal_code=self.postal_code, country="LV"
            ),
            email=self.email,
            description={
                "lv": "Audiovizuālo tehnoloģiju klastera paraugs.",
                "en": "A sample cluster of audiovisual technologies.",
            },
            languages=["lv", "en"],
        )

    def as_seller(self) -> dict[str, str]:
        """Return billing's settings about the seller of the fees."""
        return {
            "seller_name": self.name,
            "seller_registration_number": self.registration_number,
            "seller_vat_number": self.vat_number,
            "seller_street": self.street,
            "seller_city": self.city,
            "seller_postal_code": self.postal_code,
            "seller_country": "LV",
            "seller_email": self.email,
            "seller_iban": self.iban,
        }


CLUSTER = ClusterIdentity(
    name='Biedrība "AVT klastera paraugs"',
    english_name="AVT Cluster (sample)",
    registration_number="40008000329",
    street="Kāpu iela 5",
    city="Rīga",
    postal_code="LV-1046",
    email="birojs@avt-klasteris.example",
    iban="LV08PRGS0000000040513",
)

"""Fee schedules, loyalty programmes, VAT rates and member states, with first rows."""

from datetime import UTC, date, datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FEE_SCHEDULES = sa.table(
    "fee_schedules",
    sa.column("id", sa.Uuid),
    sa.column("valid_from", sa.DateTime(timezone=True)),
    sa.column("member_rate_ppm", sa.Integer),
    sa.column("non_member_rate_ppm", sa.Integer),
    sa.column("source", sa.Text),
)
LOYALTY_PROGRAMMES = sa.table(
    "loyalty_programmes",
    sa.column("id", sa.Uuid),
    sa.column("valid_from", sa.DateTime(timezone=True)),
    sa.column("discount_rate_ppm", sa.Integer),
    sa.column("from_purchase", sa.Integer),
    sa.column("window_months", sa.Integer),
    sa.column("cluster_parts", sa.Integer),
    sa.column("provider_parts", sa.Integer),
    sa.column("source", sa.Text),
)
VAT_RATES = sa.table(
    "vat_rates",
    sa.column("country", sa.Text),
    sa.column("valid_from", sa.Date),
    sa.column("rate_ppm", sa.Integer),
    sa.column("source", sa.Text),
)
MEMBER_STATES = sa.table(
    "member_states",
    sa.column("country", sa.Text),
    sa.column("joined_on", sa.Date),
    sa.column("left_on", sa.Date),
    sa.column("vat_prefix", sa.Text),
    sa.column("source", sa.Text),
)

# Midnight of 1 January 2020 in Riga. Sample data: the manager supersedes both rows by the API.
BEGINNING = datetime(2019, 12, 31, 22, tzinfo=UTC)
FEE_SCHEDULE_ID = UUID("019b0000-0000-7000-8000-00000000f001")
PROGRAMME_ID = UUID("019b0000-0000-7000-8000-00000000f002")

LV_LAW = "Pievienotās vērtības nodokļa likums (Value Added Tax Law of Latvia), section 41(1)"
LT_LAW = "Pridėtinės vertės mokesčio įstatymas (Law on VAT of Lithuania), Art. 19(1)"
EE_LAW = "Käibemaksuseadus (Value-Added Tax Act of Estonia), § 15(1)"
RATES = [
    ("LV", date(2012, 7, 1), 210_000, LV_LAW),
    ("LT", date(2009, 9, 1), 210_000, LT_LAW),
    ("EE", date(2009, 7, 1), 200_000, EE_LAW),
    ("EE", date(2024, 1, 1), 220_000, EE_LAW),
    ("EE", date(2025, 7, 1), 240_000, EE_LAW),
]
ACCESSIONS = [
    (date(1958, 1, 1), "Treaty of Rome", "BE DE FR IT LU NL"),
    (date(1973, 1, 1), "Accession Treaty of 1972", "DK IE GB"),
    (date(1981, 1, 1), "Accession Treaty of 1979", "GR"),
    (date(1986, 1, 1), "Accession Treaty of 1985", "ES PT"),
    (date(1995, 1, 1), "Accession Treaty of 1994", "AT FI SE"),
    (date(2004, 5, 1), "Accession Treaty of 2003", "CY CZ EE HU LT LV MT PL SI SK"),
    (date(2007, 1, 1), "Accession Treaty of 2005", "BG RO"),
    (date(2013, 7, 1), "Accession Treaty of 2011", "HR"),
]
# EU law on VAT went on applying to the United Kingdom until the end of the transition period.
LEFT = {"GB": (date(2021, 1, 1), "; Withdrawal Agreement of 2020, Art. 126")}
PREFIXES = {"GR": "EL"}


def upgrade() -> None:
    op.create_table(
        "fee_schedules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", UtcDateTime(timezone=True), nullable=False),
        sa.Column("member_rate_ppm", sa.Integer(), nullable=False),
        sa.Column("non_member_rate_ppm", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            UtcDateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "member_rate_ppm BETWEEN 0 AND 1000000", name=op.f("ck_fee_schedules_member_rate_range")
        ),
        sa.CheckConstraint(
            "non_member_rate_ppm BETWEEN 0 AND 1000000",
            name=op.f("ck_fee_schedules_non_member_rate_range"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_schedules")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_fee_schedules_valid_from")),
    )
    op.create_table(
        "loyalty_programmes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", UtcDateTime(timezone=True), nullable=False),
        sa.Column("discount_rate_ppm", sa.Integer(), nullable=False),
        sa.Column("from_purchase", sa.Integer(), nullable=False),
        sa.Column("window_months", sa.Integer(), nullable=False),
        sa.Column("cluster_parts", sa.Integer(), nullable=False),
        sa.Column("provider_parts", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            UtcDateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "cluster_parts >= 0 AND provider_parts >= 0 AND cluster_parts + provider_parts > 0",
            name=op.f("ck_loyalty_programmes_somebody_bears_it"),
        ),
        sa.CheckConstraint(
            "discount_rate_ppm BETWEEN 0 AND 1000000",
            name=op.f("ck_loyalty_programmes_discount_rate_range"),
        ),
        sa.CheckConstraint(
            "from_purchase >= 1", name=op.f("ck_loyalty_programmes_from_purchase_positive")
        ),
        sa.CheckConstraint(
            "window_months BETWEEN 1 AND 120", name=op.f("ck_loyalty_programmes_window_range")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_programmes")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_loyalty_programmes_valid_from")),
    )
    op.create_table(
        "vat_rates",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate_ppm", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("rate_ppm BETWEEN 0 AND 1000000", name=op.f("ck_vat_rates_rate_range")),
        sa.PrimaryKeyConstraint("country", "valid_from", name=op.f("pk_vat_rates")),
    )
    op.create_table(
        "member_states",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("vat_prefix", sa.String(length=2), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("country", "joined_on", name=op.f("pk_member_states")),
    )
    op.bulk_insert(
        FEE_SCHEDULES,
        [
            {
                "id": FEE_SCHEDULE_ID,
                "valid_from": BEGINNING,
                "member_rate_ppm": 30_000,
                "non_member_rate_ppm": 60_000,
                "source": "Sample fee schedule of the platform: members 3 %, non-members 6 %",
            }
        ],
    )
    op.bulk_insert(
        LOYALTY_PROGRAMMES,
        [
            {
                "id": PROGRAMME_ID,
                "valid_from": BEGINNING,
                "discount_rate_ppm": 50_000,
                "from_purchase": 2,
                "window_months": 12,
                "cluster_parts": 2,
                "provider_parts": 3,
                "source": "Sample loyalty programme of the platform: 5 % from the second purchase "
                "within 12 months, the cluster bears two fifths",
            }
        ],
    )
    op.bulk_insert(
        VAT_RATES,
        [
            {"country": country, "valid_from": since, "rate_ppm": rate, "source": law}
            for country, since, rate, law in RATES
        ],
    )
    op.bulk_insert(
        MEMBER_STATES,
        [
            {
                "country": country,
                "joined_on": joined,
                "left_on": LEFT.get(country, (None, ""))[0],
                "vat_prefix": PREFIXES.get(country, country),
                "source": treaty + LEFT.get(country, (None, ""))[1],
            }
            for joined, treaty, countries in ACCESSIONS
            for country in countries.split()
        ],
    )


def downgrade() -> None:
    op.drop_table("member_states")
    op.drop_table("vat_rates")
    op.drop_table("loyalty_programmes")
    op.drop_table("fee_schedules")

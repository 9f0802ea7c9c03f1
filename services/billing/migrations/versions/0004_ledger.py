"""The double-entry ledger: its balance and its permanence are the database's to keep."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.database import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ACCOUNTS = sa.table(
    "ledger_accounts",
    sa.column("code", sa.Text),
    sa.column("name", postgresql.JSONB),
    sa.column("kind", sa.Text),
)
PLAN = [
    ("2310", "asset", "Norēķini par starpniecības maksu", "Intermediation fees receivable"),
    ("2620", "asset", "Norēķinu konts bankā", "Bank"),
    ("5310", "liability", "Pakalpojumu sniedzēju kredīti", "Credits owed to providers"),
    ("5721", "liability", "Norēķini par PVN", "VAT payable"),
    ("6110", "income", "Ieņēmumi no starpniecības", "Intermediation income"),
    ("7710", "expense", "Lojalitātes programmas izmaksas", "Loyalty programme expense"),
    (
        "9010",
        "memorandum",
        "Klientu parādi pakalpojumu sniedzējiem",
        "Clients' debts to providers (memorandum)",
    ),
    (
        "9020",
        "memorandum",
        "Pakalpojumu sniedzēju vārdā izrakstītais",
        "Invoiced in providers' names (memorandum)",
    ),
]

# Checked when the transaction commits, because an entry's lines arrive one by one.
BALANCED = """
CREATE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(debit_cents) <> sum(credit_cents) FROM ledger_lines
        WHERE entry_id = NEW.entry_id) THEN
        RAISE EXCEPTION 'debits and credits of ledger entry % differ', NEW.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_ledger_entries_balanced';
    END IF;
    RETURN NULL;
END $$
"""
BALANCED_TRIGGER = """
CREATE CONSTRAINT TRIGGER ledger_lines_balance AFTER INSERT ON ledger_lines
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances()
"""
PERMANENT = """
CREATE FUNCTION ledger_is_permanent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is corrected by a further entry, never changed'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ck_ledger_permanent';
END $$
"""


def upgrade() -> None:
    op.create_table(
        "ledger_accounts",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "kind IN ('asset', 'liability', 'income', 'expense', 'memorandum')",
            name=op.f("ck_ledger_accounts_kind_known"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ledger_accounts")),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("posted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("source_type", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint(
            "source_type", "source_id", name=op.f("uq_ledger_entries_source_type_source_id")
        ),
    )
    op.create_table(
        "ledger_lines",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=10), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("debit_cents", sa.BigInteger(), nullable=False),
        sa.Column("credit_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "debit_cents >= 0 AND credit_cents >= 0 AND (debit_cents = 0) <> (credit_cents = 0)",
            name=op.f("ck_ledger_lines_one_side"),
        ),
        sa.ForeignKeyConstraint(
            ["account"],
            ["ledger_accounts.code"],
            name=op.f("fk_ledger_lines_account_ledger_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["ledger_entries.id"],
            name=op.f("fk_ledger_lines_entry_id_ledger_entries"),
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_ledger_lines")),
    )
    op.create_index(
        "ix_ledger_lines_account_party", "ledger_lines", ["account", "party_id"], unique=False
    )
    op.bulk_insert(
        ACCOUNTS,
        [{"code": c, "kind": k, "name": {"lv": lv, "en": en}} for c, k, lv, en in PLAN],
    )
    for statement in (BALANCED, BALANCED_TRIGGER, PERMANENT):
        op.execute(statement)
    for table in ("ledger_entries", "ledger_lines"):
        op.execute(
            f"CREATE TRIGGER {table}_permanent BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_is_permanent()"
        )


def downgrade() -> None:
    op.drop_table("ledger_lines")
    op.drop_table("ledger_entries")
    op.drop_table("ledger_accounts")
    op.execute("DROP FUNCTION ledger_is_permanent")
    op.execute("DROP FUNCTION ledger_entry_balances")

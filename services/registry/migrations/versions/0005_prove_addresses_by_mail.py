"""Prove addresses by mail: mails that wait, their bound, codes; count failed logins wider."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outgoing_mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outgoing_mails_attempts_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mails")),
    )
    op.create_index(op.f("ix_outgoing_mails_due_at"), "outgoing_mails", ["due_at"], unique=False)
    op.create_table(
        "posted_mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_mails")),
    )
    op.create_index(
        "ix_posted_mails_address_hash_posted_at",
        "posted_mails",
        ["address_hash", "posted_at"],
        unique=False,
    )
    op.create_index(op.f("ix_posted_mails_posted_at"), "posted_mails", ["posted_at"], unique=False)
    op.create_table(
        "address_proofs",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('account', 'password')", name=op.f("ck_address_proofs_purpose_known")
        ),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_address_proofs_expires_later")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_address_proofs")),
    )
    op.create_index(
        op.f("ix_address_proofs_address_hash"), "address_proofs", ["address_hash"], unique=False
    )
    op.create_index(
        op.f("ix_address_proofs_expires_at"), "address_proofs", ["expires_at"], unique=False
    )
    # Counts of a day at most: nothing that would have to be carried over.
    op.drop_table("login_attempts")
    op.create_table(
        "login_attempts",
        sa.Column("counted_hash", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("failures > 0", name=op.f("ck_login_attempts_failures_positive")),
        sa.CheckConstraint(
            "last_failed_at >= began_at", name=op.f("ck_login_attempts_began_before")
        ),
        sa.PrimaryKeyConstraint("counted_hash", name=op.f("pk_login_attempts")),
    )
    op.create_index(
        op.f("ix_login_attempts_last_failed_at"), "login_attempts", ["last_failed_at"], unique=False
    )


def downgrade() -> None:
    op.drop_table("login_attempts")
    op.create_table(
        "login_attempts",
        sa.Column("email_hash", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("failures > 0", name=op.f("ck_login_attempts_failures_positive")),
        sa.PrimaryKeyConstraint("email_hash", name=op.f("pk_login_attempts")),
    )
    op.create_index(
        op.f("ix_login_attempts_last_failed_at"), "login_attempts", ["last_failed_at"], unique=False
    )
    op.drop_table("address_proofs")
    op.drop_table("posted_mails")
    op.drop_table("outgoing_mails")

"""In production each service has a database and a role of its own, and may enter no other.

The script that the image of PostgreSQL runs at its first start is run here as it is, on a server
of the test's own, with the secrets that `make-secrets.sh` makes.
"""

import os
import subprocess
from pathlib import Path

import asyncpg
from deploy.locks import ROOT

from local.postgres import EmbeddedPostgres, find_binaries, plain_dsn, read_passwords
from local.processes import unprivileged_account

COMPOSE = ROOT / "deploy" / "compose"
SERVICES = ("registry", "marketplace", "search", "billing")


def run(script: Path, **environment: str) -> None:
    done = subprocess.run(
        ["/bin/sh", str(script)],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | environment,
    )
    assert done.returncode == 0, done.stderr


async def test_each_service_enters_its_own_database_and_no_other(
    tmp_path: Path, private_postgres: EmbeddedPostgres
) -> None:
    for name in ("make-secrets.sh", "broker_accounts.py", "postgres-init.sh"):
        text = (COMPOSE / name).read_text()
        (tmp_path / name).write_text(text.replace("/run/secrets", str(tmp_path / "secrets")))
    run(tmp_path / "make-secrets.sh")
    host, _, port = private_postgres.url.rpartition("@")[2].partition("/")[0].partition(":")
    password = read_passwords(private_postgres.passwords, ["postgres"])["postgres"]
    psql = find_binaries(unprivileged_account()).folder
    run(
        tmp_path / "postgres-init.sh",
        PATH=f"{psql}:{os.environ['PATH']}",
        PGHOST=host,
        PGPORT=port,
        PGPASSWORD=password,
    )

    for service in SERVICES:
        secret = (tmp_path / "secrets" / f"{service}_database_url").read_text()
        url = plain_dsn(secret).replace("@postgres:5432/", f"@{host}:{port}/")
        connection = await asyncpg.connect(url)
        assert await connection.fetchval("select current_user") == f"avt_{service}"
        assert await connection.fetchval("select current_database()") == f"avt_{service}"
        assert not await connection.fetchval(
            "select rolsuper or rolcreatedb or rolcreaterole from pg_roles"
            " where rolname = current_user"
        )
        await connection.execute("create table mine (id int)")
        await connection.close()
        for other in SERVICES:
            if other != service:
                refused = None
                try:
                    await asyncpg.connect(f"{url.rpartition('/')[0]}/avt_{other}")
                except asyncpg.InsufficientPrivilegeError as why:
                    refused = why
                assert refused is not None, f"{service} may enter the database of {other}"

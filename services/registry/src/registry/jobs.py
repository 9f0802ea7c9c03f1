"""The registry's own commands.

`bootstrap`, `rotate-keys`, `remove-second-factors`, and its duties to be done by hand.
"""

import asyncio
import json
import re
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated, Final

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.duties import move_applications
from registry.admission.numbering import number_earlier_members
from registry.board_votes.settling import settle_due_votes
from registry.bootstrap import Bootstrapped, Officer, bootstrap
from registry.directory import ClusterDirectory
from registry.drafts.duties import lapse_drafts
from registry.exclusions.use_cases import move_exclusions
from registry.identity.credentials.giving_back import remove_lost_second_factors
from registry.identity.signing_keys.use_cases import (
    replace_keys,
    rotate_keys,
    rotate_keys_if_due,
)
from registry.leaving.reminding import remind_of_leavings
from registry.leaving.use_cases import settle_leavings
from registry.matters import MATTERS
from registry.notices.duties import forget_notices
from registry.notices.mailing import send_digests
from registry.notices.use_cases import spread_notices
from registry.offices.changes import settle_offices
from registry.offices.telling import tell_of_ending_terms
from registry.organisations.duties import apply_standing_policy
from registry.organisations.rules import Address, OrganisationDetails
from registry.persons.erasing import erase_due_accounts
from registry.settings import Settings
from registry.standing.use_cases import move_suspensions
from registry.successions.duties import settle_successions
from registry.vault import Vault
from shared.clocks import Clock, SystemClock, business_clock_of
from shared.database import Database
from shared.duties import Work
from shared.errors import DomainError, RuleViolated

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def interval(text: str) -> timedelta:
    """`30m`, `24h` or `7d` as a time; raises `typer.BadParameter` for anything else."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", text, re.ASCII)
    if found is None:
        raise typer.BadParameter("a number and s, m, h or d, for instance 24h")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def add_jobs(cli: typer.Typer) -> None:
    """Add the registry's commands to a service's command line."""
    cli.command("bootstrap")(_bootstrap)
    cli.command("rotate-keys")(_rotate_keys)
    cli.command("move-suspensions")(_move_suspensions)
    cli.command("apply-standing-policy", help="Tell of entries what the table changed.")(
        _doing(apply_standing_policy)
    )
    cli.command("settle-offices")(_settle_offices)
    cli.command("settle-successions", help="End the searches for administrators that are due.")(
        _doing(settle_successions)
    )
    cli.command("tell-of-ending-terms", help="Tell of terms of office that end soon, once each.")(
        _doing(tell_of_ending_terms)
    )
    cli.command("remove-second-factors")(_remove_second_factors)
    cli.command("settle-votes", help="End the votes of the board whose deadline has come.")(
        _doing(partial(settle_due_votes, matters=MATTERS))
    )
    cli.command("settle-leavings", help="Let members leave whose wished day has come.")(
        _doing(settle_leavings)
    )
    cli.command("erase-accounts")(_erase_accounts)
    cli.command("move-exclusions", help="Let exclusions act, lapse and end whose time has come.")(
        _doing(move_exclusions)
    )
    cli.command("remind-of-leavings", help="Tell of requests to leave that linger.")(
        _doing(remind_of_leavings)
    )
    cli.command("spread-notices", help="Go on with notices to very many people, one step.")(
        _doing(spread_notices)
    )
    cli.command("number-earlier-members", help="Number the members of the time before numbers.")(
        _doing(number_earlier_members)
    )
    cli.command("send-digests", help="Mail to each person the day's notices that wait.")(
        _doing(send_digests)
    )
    cli.command("forget-notices", help="Delete notices whose time is over.")(_doing(forget_notices))
    cli.command("lapse-drafts", help="Delete the drafts that nobody goes on with.")(
        _doing(lapse_drafts)
    )
    cli.command("move-applications", help="Remind of applications, and pass turns on, once.")(
        _doing(move_applications)
    )


def _erase_accounts() -> None:
    """Erase the people who asked for it and did not come back in time, once."""
    vault = Vault(Settings().master_secret.get_secret_value())

    async def erase(session: AsyncSession, clock: Clock) -> None:
        await erase_due_accounts(session, clock, vault=vault, directory=ClusterDirectory())

    _doing(erase)()


def _doing(work: Work) -> Callable[[], None]:
    """A command that does a duty once, on the business clock."""

    async def do(settings: Settings) -> None:
        database = Database(settings.database_url)
        try:
            async with database.transaction() as session:
                clock = await business_clock_of(session, movable=settings.sandbox_clock)
                await work(session, clock)
        finally:
            await database.dispose()

    return lambda: asyncio.run(do(Settings()))


def _bootstrap(
    *,
    cluster_name: Annotated[str, typer.Option(help="The legal name of the cluster")],
    cluster_registration_number: Annotated[str, typer.Option(help="Its Latvian number")],
    cluster_street: Annotated[str, typer.Option()],
    cluster_postal_code: Annotated[str, typer.Option()],
    manager_email: Annotated[list[str], typer.Option(help="May be given several times")],
    board_email: Annotated[list[str], typer.Option(help="May be given several times")],
    cluster_city: Annotated[str, typer.Option()] = "Rīga",
    cluster_vat_number: Annotated[str | None, typer.Option()] = None,
    cluster_email: Annotated[str | None, typer.Option()] = None,
    cluster_website: Annotated[str | None, typer.Option()] = None,
    password: Annotated[
        str | None,
        typer.Option(
            envvar="REGISTRY_BOOTSTRAP_PASSWORD",
            help="Of the accounts that are made now; without it each gets one of its own",
        ),
    ] = None,
) -> None:
    """Make the cluster's own organisation, its first officers, signing keys and the taxonomy.

    May be run again: what is there stays. Warns of a board that is too small for any vote. Prints
    JSON; `passwords` holds the generated ones of
    the accounts that were made now, and they are shown this once.
    """
    cluster = OrganisationDetails(
        name=cluster_name,
        sector="public",
        region="riga",
        country="LV",
        registration_number=cluster_registration_number,
        vat_number=cluster_vat_number,
        address=Address(
            street=cluster_street,
            city=cluster_city,
            postal_code=cluster_postal_code,
            country="LV",
        ),
        email=cluster_email,
        website=cluster_website,
        description={
            "lv": "Audiovizuālo tehnoloģiju klasteris",
            "en": "The cluster of audiovisual technologies",
        },
        languages=["lv", "en"],
    )
    passwords = {
        email: password or secrets.token_urlsafe(18) for email in (*manager_email, *board_email)
    }
    try:
        done = asyncio.run(_run_bootstrap(cluster, manager_email, board_email, passwords))
    except DomainError as refusal:
        typer.echo(f"{refusal.code}: {refusal.detail}", err=True)
        raise typer.Exit(2 if isinstance(refusal, RuleViolated) else 1) from refusal
    if done.on_board < done.board_needed:
        typer.echo(
            f"warning: {done.on_board} on the board, and a vote needs {done.board_needed} without"
            " an interest in the matter: nobody can be admitted. Appoint more by --board-email;"
            " three leave room for a conflict of interest",
            err=True,
        )
    shown = {} if password else {email: passwords[email] for email in done.created}
    typer.echo(
        json.dumps(
            {
                "organisation_id": str(done.organisation_id),
                "created": list(done.created),
                "passwords": shown,
            },
            ensure_ascii=False,
        )
    )


async def _run_bootstrap(
    cluster: OrganisationDetails,
    managers: Sequence[str],
    board: Sequence[str],
    passwords: dict[str, str],
) -> Bootstrapped:
    settings = Settings()
    database = Database(settings.database_url)

    def officers(emails: Sequence[str]) -> list[Officer]:
        return [
            Officer(email=email, name=email.partition("@")[0], password=passwords[email])
            for email in emails
        ]

    try:
        async with database.transaction() as session:
            return await bootstrap(
                session,
                SystemClock(),
                vault=Vault(settings.master_secret.get_secret_value()),
                cluster=cluster,
                managers=officers(managers),
                board=officers(board),
            )
    finally:
        await database.dispose()


def _rotate_keys(
    fresh: Annotated[
        bool,
        typer.Option(help="Throw all keys away first: the master secret was lost or has leaked"),
    ] = False,
    due_after: Annotated[
        timedelta | None,
        typer.Option(parser=interval, metavar="30d", help="Only if the last was so long ago"),
    ] = None,
) -> None:
    """Let the next signing key sign from now on, and make a new next one.

    Tokens signed before stay valid until they expire; with `--fresh` they all die at once, as
    soon as every process has read the keys again (five minutes). The worker rotates by itself
    what is 30 days old.
    """
    if fresh and due_after:
        raise typer.BadParameter(
            "it is for an emergency, and waits for nothing", param_hint="--fresh"
        )
    rotated = asyncio.run(_run_rotation(Settings(), fresh=fresh, due_after=due_after))
    if rotated is None:
        typer.echo(json.dumps({"rotated": False}))
    else:
        current, following = rotated
        typer.echo(json.dumps({"current": current, "next": following}))


async def _run_rotation(
    settings: Settings, *, fresh: bool, due_after: timedelta | None
) -> tuple[str, str] | None:
    database = Database(settings.database_url)
    vault = Vault(settings.master_secret.get_secret_value())
    try:
        async with database.transaction() as session:
            if fresh:
                return await replace_keys(session, SystemClock(), vault=vault)
            if due_after is not None:
                return await rotate_keys_if_due(
                    session, SystemClock(), vault=vault, after=due_after
                )
            return await rotate_keys(session, SystemClock(), vault=vault)
    finally:
        await database.dispose()


def _move_suspensions() -> None:
    """Begin, end and lapse the suspensions that are due, once, on the business clock."""
    asyncio.run(_run_suspensions(Settings()))


async def _run_suspensions(settings: Settings) -> None:
    database = Database(settings.database_url)
    try:
        async with database.transaction() as session:
            clock = await business_clock_of(session, movable=settings.sandbox_clock)
            await move_suspensions(session, clock)
    finally:
        await database.dispose()


def _settle_offices() -> None:
    """Begin and end the terms of office that are due, once, on the business clock."""
    asyncio.run(_run_offices(Settings()))


async def _run_offices(settings: Settings) -> None:
    database = Database(settings.database_url)
    try:
        async with database.transaction() as session:
            clock = await business_clock_of(session, movable=settings.sandbox_clock)
            vault = Vault(settings.master_secret.get_secret_value())
            await settle_offices(session, clock, vault=vault)
    finally:
        await database.dispose()


def _remove_second_factors(
    *,
    email: Annotated[str, typer.Option(help="Of the account")],
    reason: Annotated[
        str, typer.Option(help="How its owner was recognised, and by whom; 10-500 characters")
    ],
) -> None:
    """Remove all second factors of an account whose owner lost them and the recovery codes.

    Only after its owner was recognised by other means than its email address. Every login, API key
    and machine account of it ends, its password stands. Recorded, and told to the owner by mail.
    """
    reason = reason.strip()
    if not 10 <= len(reason) <= 500 or not reason.isprintable():
        raise typer.BadParameter("a line of 10-500 characters", param_hint="--reason")
    try:
        removed = asyncio.run(_run_removal(Settings(), email=email, reason=reason))
    except DomainError as refusal:
        typer.echo(f"{refusal.code}: {refusal.detail}", err=True)
        raise typer.Exit(1) from refusal
    typer.echo(json.dumps({"removed": removed}))


async def _run_removal(settings: Settings, *, email: str, reason: str) -> int:
    database = Database(settings.database_url)
    try:
        async with database.transaction() as session:
            return await remove_lost_second_factors(
                session,
                SystemClock(),
                vault=Vault(settings.master_secret.get_secret_value()),
                directory=ClusterDirectory(),
                email=email,
                reason=reason,
            )
    finally:
        await database.dispose()

"""Counting members, and the roles that they lack: one statement for each figure."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, null, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from registry.figures.labels import Dimension, codes_of, labels_of, roles_in_order
from registry.figures.schemas import (
    FigureOut,
    MemberFiguresOut,
    UnofferedRoleOut,
    UnofferedRolesOut,
)
from registry.organisations.orm import Organisation
from registry.organisations.schemas import OrganisationOut
from shared.http.paging import Key, Page, Paging, page_of

_COLUMNS = {
    "sector": Organisation.sector,
    "kind": func.unnest(Organisation.kinds),
    "stage": func.unnest(Organisation.stages),
    "region": Organisation.region,
    "standing": func.coalesce(Organisation.standing, Organisation.membership),
}
COUNTED = and_(
    Organisation.membership == "member",
    # None: a row of before there were standings, which may everything.
    func.coalesce(Organisation.may.contains(["count_as_member"]), true()),
)
"""Who counts as a member, which a suspended one, say, does not while the policy says so."""

_HOLDS = {"kind": Organisation.kinds, "stage": Organisation.stages}


async def members_by(session: AsyncSession, *, by: Dimension) -> MemberFiguresOut:
    """How many members there are, by sector, kind, stage, region or standing. Public.

    Counted is who may `count_as_member`, and not the cluster itself. A member of several kinds
    or stages counts in each: `total` is how many members there are.
    """
    code = cast(_COLUMNS[by], Text).label("code")
    by_code = _counted(select(code, func.count())).group_by(code)
    everybody = _counted(select(null(), func.count()))
    counted = await session.execute(union_all(by_code, everybody))
    found: dict[str | None, int] = {row[0]: row[1] for row in counted}
    total = found.get(None, 0)
    rows = [
        FigureOut(code=one, labels=dict(labels_of(by, one)), count=found.get(one, 0))
        for one in codes_of(by)
    ]
    return MemberFiguresOut(by=by, total=total, rows=rows)


async def members_behind(
    session: AsyncSession, *, by: Dimension, code: str | None, paging: Paging
) -> Page[OrganisationOut]:
    """The members behind a figure, by name: all, or those of one of its rows. Public."""
    statement = _counted(select(Organisation))
    if code is not None:
        held = _HOLDS.get(by)
        column: ColumnElement[str] = _COLUMNS[by]  # type: ignore[assignment]
        statement = statement.where(column == code if held is None else held.contains([code]))
    return await _by_name(session, statement, paging=paging)


async def unoffered_roles(session: AsyncSession) -> UnofferedRolesOut:
    """The roles of the taxonomy that no member's entry offers, in the chain's order. Public."""
    offered = select(func.unnest(Organisation.roles)).distinct()
    have = set(await session.scalars(_counted(offered)))
    rows = [
        UnofferedRoleOut(stage=stage, role=role, labels=dict(labels))
        for stage, role, labels in roles_in_order()
        if role not in have
    ]
    return UnofferedRolesOut(rows=rows)


async def offering(
    session: AsyncSession, *, role: str | None, paging: Paging
) -> Page[OrganisationOut]:
    """The entries that offer a role, or any, and count as no member, by name. Public.

    Behind a role that no member offers: whom the cluster could win for it.
    """
    statement = select(Organisation).where(
        Organisation.closed_at.is_(None), ~Organisation.is_cluster, ~COUNTED
    )
    if role is not None:
        statement = statement.where(Organisation.roles.contains([role]))
    else:
        statement = statement.where(Organisation.roles != [])
    return await _by_name(session, statement, paging=paging)


async def _by_name(
    session: AsyncSession, statement: Select[Any], *, paging: Paging
) -> Page[OrganisationOut]:
    return await page_of(
        session,
        statement,
        keys=[
            Key(Organisation.sort_key, lambda row: row.sort_key),
            Key(Organisation.id, lambda row: row.id),
        ],
        paging=paging,
        to_item=OrganisationOut.model_validate,
    )


def _counted(statement: "Select[*tuple[Any, ...]]") -> "Select[*tuple[Any, ...]]":
    return statement.where(COUNTED, Organisation.closed_at.is_(None), ~Organisation.is_cluster)

"""The master key, as routes receive it."""

from typing import Annotated, cast

from fastapi import Depends, Request

from marketplace.sealing.seals import MasterKey


def _master_key(request: Request) -> MasterKey:
    return cast("MasterKey", request.app.state.master_key)


Keys = Annotated[MasterKey, Depends(_master_key)]
"""The key that wraps every tender's key; made once from the settings."""

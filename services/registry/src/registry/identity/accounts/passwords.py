"""Argon2id through pwdlib, in threads of its own."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

_HASHER: Final = PasswordHash((Argon2Hasher(),))
# A hash takes a core for some 150 ms and 64 MiB: two at a time, so that a wave of logins
# neither stops the event loop nor eats the memory.
_THREADS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
_decoy: list[str] = []


async def hash_password(password: str) -> str:
    """Return the hash to keep."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def verify_password(password: str, kept: str | None) -> bool:
    """Whether this is the password; takes as long for an account that has none."""
    if kept is None:
        await _verify_decoy(password)
        return False
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _verify, password, kept)


async def _verify_decoy(password: str) -> None:
    # How long a refusal takes must not tell whether the address has an account.
    if not _decoy:
        _decoy.append(await hash_password("no account has this password"))
        return
    await asyncio.get_running_loop().run_in_executor(_THREADS, _verify, password, _decoy[0])


def _verify(password: str, kept: str) -> bool:
    try:
        return _HASHER.verify(password, kept)
    except PwdlibError:
        return False

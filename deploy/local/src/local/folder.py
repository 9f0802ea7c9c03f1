"""What the local platform keeps on disk: one folder per use, secrets and stamps in it."""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.processes import CannotStart

FORMAT = 1
"""The layout of a data folder; a folder of another one is refused, not guessed at."""


@dataclass(frozen=True)
class Folder:
    """A data folder, for instance `.local/up`; `base` is `.local`, which all uses share."""

    path: Path
    base: Path

    @classmethod
    def of(cls, base: Path, use: str) -> "Folder":
        """Return the folder of ``use`` below ``base``, made if need be.

        Raises ``CannotStart`` for a folder that another layout of this program made.
        """
        folder = cls((base / use).resolve(), base.resolve())
        folder.path.mkdir(parents=True, exist_ok=True)
        stamp = folder.path / "format.json"
        if not stamp.exists():
            _write_private(stamp, {"format": FORMAT})
        found = json.loads(stamp.read_text()).get("format")
        if found != FORMAT:
            raise CannotStart(
                f"The data in {folder.path} have layout {found}, and this program knows {FORMAT}. "
                "Move that folder away to begin with an empty one."
            )
        return folder

    @property
    def postgres(self) -> Path:
        """The embedded PostgreSQL's own folder."""
        return self.path / "postgres"

    @property
    def index(self) -> Path:
        """The embedded search index."""
        return self.path / "index"

    @property
    def mail(self) -> Path:
        """The mails that the platform has sent, a file each; nothing leaves the machine."""
        return self.path / "mail"

    @property
    def log(self) -> Path:
        """Where processes write what they do."""
        there = self.path / "log"
        there.mkdir(exist_ok=True, mode=0o700)
        there.chmod(0o700)
        return there

    @property
    def out(self) -> Path:
        """Where the story saves its papers."""
        return self.base / "out"

    def secret(self, name: str) -> str:
        """Return a secret of this folder (32 random bytes in base64), made at the first call."""
        path = self.path / "secrets.json"
        kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if name not in kept:
            kept[name] = base64.b64encode(secrets.token_bytes(32)).decode()
            _write_private(path, kept)
        return kept[name]

    def read(self, name: str) -> dict[str, Any] | None:
        """Return the JSON object kept under ``name``, or None."""
        path = self.path / f"{name}.json"
        if not path.exists():
            return None
        kept: dict[str, Any] = json.loads(path.read_text())
        return kept

    def write(self, name: str, value: dict[str, Any]) -> None:
        """Keep a JSON object under ``name``, readable by ourselves alone."""
        _write_private(self.path / f"{name}.json", value)


@contextmanager
def locked(folder: Folder) -> Iterator[None]:
    """Hold the folder's lock; raises ``CannotStart`` while another process works in it."""
    # Beside the folder and not in it: a demo empties its folder under the lock.
    path = folder.base / f"{folder.path.name}.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(
                f"Another process works in {folder.path}; stop that one first."
            ) from error
        yield


def _write_private(path: Path, value: dict[str, Any]) -> None:
    """Replace a file at once, so that a crash leaves the old or the new one, never half."""
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
    fresh.replace(path)

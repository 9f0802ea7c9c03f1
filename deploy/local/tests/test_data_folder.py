"""What the local platform keeps on disk survives, stays private, and is never shared."""

import json
import stat

import pytest

from local.folder import FORMAT, Folder, locked
from local.preparing import half_loaded
from local.processes import CannotStart


def test_a_secret_is_made_once_and_kept(tmp_path):
    first = Folder.of(tmp_path, "up").secret("billing_secret_key")

    assert Folder.of(tmp_path, "up").secret("billing_secret_key") == first
    assert Folder.of(tmp_path, "up").secret("another") != first
    assert Folder.of(tmp_path, "demo").secret("billing_secret_key") != first


def test_what_is_kept_can_be_read_by_its_owner_alone(tmp_path):
    folder = Folder.of(tmp_path, "up")
    folder.secret("any")
    folder.write("credentials", {"manager": {}})

    for name in ("secrets.json", "credentials.json", "format.json"):
        assert stat.S_IMODE((folder.path / name).stat().st_mode) == 0o600


def test_a_folder_of_another_layout_is_refused_and_left_as_it_is(tmp_path):
    folder = Folder.of(tmp_path, "up")
    folder.write("format", {"format": FORMAT + 1})
    folder.write("credentials", {"manager": {}})

    with pytest.raises(CannotStart, match="layout 2"):
        Folder.of(tmp_path, "up")

    assert json.loads((folder.path / "credentials.json").read_text()) == {"manager": {}}


def test_two_processes_never_work_in_one_folder(tmp_path):
    folder = Folder.of(tmp_path, "up")
    with locked(folder), pytest.raises(CannotStart, match="Another process"), locked(folder):
        """The second never gets here."""

    with locked(folder):
        """The lock went with its holder."""


def test_up_and_demo_may_run_side_by_side(tmp_path):
    with locked(Folder.of(tmp_path, "up")), locked(Folder.of(tmp_path, "demo")):
        """Their data are apart."""


def test_a_broken_off_load_is_noticed(tmp_path):
    folder = Folder.of(tmp_path, "up")
    assert not half_loaded(folder)

    folder.write("loaded", {"state": "begun"})
    assert half_loaded(folder)

    folder.write("loaded", {"state": "done"})
    assert not half_loaded(folder)

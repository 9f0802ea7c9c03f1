"""What a wheel of ours holds."""

import subprocess
import sys
import zipfile
from pathlib import Path

from deploy.locks import ROOT


def test_the_wheel_of_shared_holds_nothing_that_only_tests_use(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        check=True,
        capture_output=True,
        cwd=ROOT / "shared",
    )
    (wheel,) = tmp_path.glob("*.whl")
    held = zipfile.ZipFile(wheel).namelist()
    assert "shared/messaging/outbox.py" in held
    assert [name for name in held if "testing" in name] == []

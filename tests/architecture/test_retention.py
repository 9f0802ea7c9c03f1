"""How long rows are kept: the code, the command's help and the decision say the same."""

import os
import subprocess
import sys
from pathlib import Path

from shared.http import idempotency
from shared.messaging import inbox, outbox

ADRS = Path(__file__).resolve().parents[2] / "docs" / "adr"


def test_the_help_of_purge_and_the_decision_say_what_purge_does() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "registry", "purge", "--help"],
        env={**os.environ, "COLUMNS": "200", "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = " ".join(helped.stdout.split())
    assert (
        f"superseded events after {outbox.KEPT.days} days, inbox rows after {inbox.KEPT.days},"
        f" answers after {idempotency.KEEP.days}." in said
    )
    (decision,) = ADRS.glob("0012-*.md")
    assert f"Inbox rows are forgotten after {inbox.KEPT.days} days" in decision.read_text()

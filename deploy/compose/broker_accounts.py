"""The accounts on the broker, and all that each may do, as definitions that RabbitMQ loads.

    python3 deploy/compose/broker_accounts.py deploy/compose/secrets > definitions.json
    rabbitmqctl import_definitions definitions.json     # on a broker that exists already

Reads the account, password and virtual host from the files `<account>_broker_url` in the folder,
which are the ones that the processes are given; a file that is missing is an error. What is
imported replaces the accounts of the same names and touches no others.

A service has two accounts. Its relay only publishes, and only event types that begin with its own
name. Its other processes declare and read what bears the service's name, and publish nothing: an
account that may do both can have its own queue dead-letter into the exchange of events, and that
way announce what it likes in any name.

Nothing but the standard library: this runs on a server that has no more than Docker.
"""

import argparse
import base64
import hashlib
import json
import re
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

EVENTS = "avt.events"
NOTHING = "^$"
REVOKED = "avt.registry.token.revoked.v1"


@dataclass(frozen=True)
class Account:
    """One account; its names on the broker are those of `shared.messaging.bus`."""

    name: str
    """What its file is called: `<name>_broker_url`."""
    service: str
    announces: bool = False
    """A relay: publishes the service's event types, and may do nothing else."""
    consumes: bool = False
    """Has the service's queue, its dead letters, and the exchange that leads to both."""
    hears: tuple[str, ...] = ()
    """The event types it may bind queues to: whole, or all that begin so if it ends in a dot."""

    def patterns(self, prefix: str) -> dict[str, str]:
        """The regular expressions for the names that it may configure, write to and read from."""
        begin = re.escape(prefix)
        if self.announces:
            return {"configure": NOTHING, "write": f"^{begin}avt\\.events$", "read": NOTHING}
        own = [rf"{self.service}\.listening\.[0-9a-f]{{32}}"]
        if self.consumes:
            own += [self.service, rf"{self.service}\.dead"]
        names = "|".join(own)
        return {
            "configure": f"^{begin}({names})$",
            "write": f"^{begin}({names})$",
            "read": rf"^{begin}({names}|avt\.events)$",
        }

    def topics(self) -> dict[str, str]:
        """The regular expressions for the event types that it may announce and hear of."""
        heard = [re.escape(one) + ("" if one.endswith(".") else "$") for one in self.hears]
        return {
            "write": rf"^avt\.{self.service}\." if self.announces else NOTHING,
            "read": f"^({'|'.join(heard)})" if heard else NOTHING,
        }


ACCOUNTS = (
    Account("registry_relay", "registry", announces=True),
    Account("marketplace_relay", "marketplace", announces=True),
    Account("billing_relay", "billing", announces=True),
    Account(
        "registry",
        "registry",
        consumes=True,
        hears=(REVOKED, "avt.marketplace.", "avt.billing."),
    ),
    Account("marketplace", "marketplace", consumes=True, hears=("avt.registry.",)),
    Account("billing", "billing", consumes=True, hears=("avt.registry.", "avt.marketplace.")),
    Account("search", "search", consumes=True, hears=("avt.registry.", "avt.marketplace.")),
    Account("gateway", "gateway", hears=(REVOKED,)),
)


def password_hash(password: str) -> str:
    """RabbitMQ's form: four random bytes, then SHA-512 of them and the password, in base64."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha512(salt + password.encode()).digest()).decode()


def definitions(urls: dict[str, str], *, prefix: str = "") -> dict[str, Any]:
    """The definitions for accounts by the URLs that they connect with.

    `prefix` is the services' BUS_PREFIX. Raises ValueError for a URL without user or password, or
    when URLs name several virtual hosts.
    """
    if prefix and prefix[-1].isalnum():
        prefix += "."
    users, permissions, topic_permissions, hosts = [], [], [], set()
    for account in ACCOUNTS:
        parts = urlsplit(urls[account.name])
        if not parts.username or not parts.password:
            raise ValueError(f"{account.name}_broker_url has no user or no password")
        user, vhost = unquote(parts.username), unquote(parts.path[1:]) or "/"
        hosts.add(vhost)
        users.append(
            {
                "name": user,
                "password_hash": password_hash(unquote(parts.password)),
                "hashing_algorithm": "rabbit_password_hashing_sha512",
                "tags": [],
            }
        )
        where = {"user": user, "vhost": vhost}
        permissions.append({**where, **account.patterns(prefix)})
        topic_permissions.append({**where, "exchange": f"{prefix}{EVENTS}", **account.topics()})
    if len(hosts) != 1 or len({user["name"] for user in users}) != len(ACCOUNTS):
        raise ValueError("every account needs a user of its own, and all of them one virtual host")
    (vhost,) = hosts
    # Here and not by the services: who may make this exchange may also delete it.
    events = {"name": f"{prefix}{EVENTS}", "vhost": vhost, "type": "topic", "durable": True}
    return {
        "vhosts": [{"name": vhost}],
        "users": users,
        "permissions": permissions,
        "topic_permissions": topic_permissions,
        "exchanges": [{**events, "auto_delete": False, "internal": False, "arguments": {}}],
    }


def main() -> None:
    """Print the definitions for a folder of secrets."""
    about = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("secrets", type=Path, help="the folder with the files <account>_broker_url")
    parser.add_argument("--prefix", default="", help="the services' BUS_PREFIX")
    given = parser.parse_args()
    try:
        urls = {
            account.name: (given.secrets / f"{account.name}_broker_url").read_text().strip()
            for account in ACCOUNTS
        }
        made = definitions(urls, prefix=given.prefix)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    sys.stdout.write(json.dumps(made, indent=2) + "\n")


if __name__ == "__main__":
    main()

"""What each service is told: settings by name, for a process's environment or for our own."""

from collections.abc import Mapping
from dataclasses import dataclass

from local.bootstrapping import cluster_id
from local.cluster_identity import CLUSTER
from local.folder import Folder

SERVICES = ("registry", "marketplace", "search", "billing")
FRONT_ENDS = tuple(
    f"http://{host}:{port}"
    for host in ("localhost", "127.0.0.1")
    for port in (3000, 4200, 5173, 8080)
)
"""Where the usual development servers of front ends listen: their pages may call the gateway."""


@dataclass(frozen=True)
class Surroundings:
    """Where everything is: databases and loopback ports by service, the bus, the data folder.

    ``ports`` has the gateway's too. ``bus_prefix`` keeps two platforms on one broker apart.
    """

    databases: Mapping[str, str]
    ports: Mapping[str, int]
    broker_url: str
    folder: Folder
    bus_prefix: str = ""

    def url(self, name: str) -> str:
        """Return the address of a service or the gateway."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def settings(self, service: str) -> dict[str, str]:
        """Return the settings of one service, as its ``Settings`` class names them."""
        common = {
            "database_url": self.databases[service],
            "broker_url": self.broker_url,
            "bus_prefix": self.bus_prefix,
            "secret_key": self.folder.secret(f"{service}_secret_key"),
            "environment": "sandbox",
            "sandbox_clock": "true",
            "host": "127.0.0.1",
            "port": str(self.ports[service]),
            "log_format": "json",
        }
        if service != "registry":
            common["jwks_url"] = f"{self.url('registry')}/v1/registry/jwks"
            common["revocations_url"] = f"{self.url('registry')}/v1/registry/revocations"
        return common | self._own(service)

    def _own(self, service: str) -> dict[str, str]:
        if service == "registry":
            return {
                "master_secret": self.folder.secret("master_secret"),
                "mail_url": f"spool:{self.folder.mail}",
            }
        if service == "marketplace":
            return {"bid_master_key": self.folder.secret("bid_master_key")}
        if service == "search":
            return {
                "index_path": str(self.folder.index),
                "registry_url": self.url("registry"),
                "marketplace_url": self.url("marketplace"),
            }
        seller = CLUSTER.as_seller()
        if known := cluster_id(self.folder):
            # So that the seller on a fee invoice can be looked up in the directory.
            seller["seller_id"] = known
        return {"invoicing_poll_seconds": "0.2"} | seller

    def gateway_settings(self) -> dict[str, str]:
        """Return the gateway's settings; a laptop's own calls are not held to a stranger's rate."""
        return {
            **{f"{name}_url": self.url(name) for name in SERVICES},
            "broker_url": self.broker_url,
            "bus_prefix": self.bus_prefix,
            "host": "127.0.0.1",
            "port": str(self.ports["gateway"]),
            "environment": "sandbox",
            "rate_anonymous": "6000/minute",
            "rate_authenticated": "12000/minute",
            "rate_sensitive": "600/minute",
            "cors_origins": ",".join(FRONT_ENDS),
        }

    def environment(self, service: str) -> dict[str, str]:
        """Return the same as environment variables of the service's (or gateway's) process."""
        settings = self.gateway_settings() if service == "gateway" else self.settings(service)
        return {f"{service}_{name}".upper(): value for name, value in settings.items()}

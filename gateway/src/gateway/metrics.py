"""The numbers of this process, in a registry of its own (the all-in-one runs five apps)."""

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from gateway.exchange import Exchange

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Labels are closed sets: a path, an address or a subject would make endless series."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "gateway_requests",
            "Requests answered, by the service they were for",
            ("service", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "gateway_request_seconds",
            "Time from a request's first byte to its answer's last",
            ("service",),
            registry=self.registry,
        )
        self._refusals = Counter(
            "gateway_refusals",
            "Requests that the gateway itself answered with a problem, by its code",
            ("code",),
            registry=self.registry,
        )
        self._gone = Counter(
            "gateway_clients_gone", "Clients that left before their answer", registry=self.registry
        )
        self.in_flight = Gauge(
            "gateway_requests_in_flight", "Requests being answered now", registry=self.registry
        )

    def record(self, exchange: Exchange, *, status: int | None, seconds: float) -> None:
        """Count one finished request; `status` is None when the client left before."""
        if status is None:
            self._gone.inc()
            return
        method = exchange.method if exchange.method in _METHODS else "other"
        self._requests.labels(exchange.service, method, str(status)).inc()
        self._seconds.labels(exchange.service).observe(seconds)
        if exchange.refusal is not None:
            self._refusals.labels(exchange.refusal).inc()

    def text(self) -> bytes:
        """Return everything as Prometheus reads it."""
        return generate_latest(self.registry)

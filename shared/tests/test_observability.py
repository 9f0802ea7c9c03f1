"""Traces: one span of each kind leaves the process as OTLP when an address is given."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from fastapi import FastAPI
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from shared.observability import configure_logging, trace_requests
from shared.settings import ServiceSettings


@pytest.fixture
def collector():
    received: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/traces", received
    server.shutdown()
    thread.join()
    server.server_close()


async def test_a_request_leaves_a_span_at_the_collector(collector):
    endpoint, received = collector
    app = FastAPI()

    @app.get("/thing")
    async def thing() -> dict[str, str]:
        return {}

    provider = trace_requests(app, service="notes", endpoint=endpoint)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://notes") as client:
        await client.get("/thing")
    provider.shutdown()
    exported = ExportTraceServiceRequest()
    exported.ParseFromString(received[0])
    [resource] = exported.resource_spans
    names = {
        attribute.key: attribute.value.string_value for attribute in resource.resource.attributes
    }
    assert names["service.name"] == "avt-notes"
    spans = [span.name for scope in resource.scope_spans for span in scope.spans]
    assert any(name.startswith("GET") for name in spans)


async def test_without_an_address_nothing_is_traced():
    assert trace_requests(FastAPI(), service="notes", endpoint="") is None


def test_a_log_line_is_json_with_its_time_and_level(capfd):
    import structlog

    configure_logging(
        ServiceSettings(
            database_url="postgresql://none",
            broker_url="memory://",
            secret_key="a secret for tests only, 32 chars",
        )
    )
    structlog.get_logger("test").warning("something_happened", count=2)
    line = json.loads(capfd.readouterr().err.strip().splitlines()[-1])
    assert (line["event"], line["level"], line["count"]) == ("something_happened", "warning", 2)
    structlog.reset_defaults()

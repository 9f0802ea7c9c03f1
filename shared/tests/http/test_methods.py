"""Methods and heads as HTTP has them: HEAD, OPTIONS, Allow, Host, and a version."""

import pytest

NOTES = "/v1/notes/notes"


@pytest.mark.parametrize("path", ["/livez", "/readyz", NOTES, "/v1/notes/openapi.json"])
async def test_head_answers_as_get_does_without_a_body(client, path):
    asked, got = await client.head(path), await client.get(path)
    assert (asked.status_code, asked.content) == (200, b"")
    ids = {"x-request-id"}
    assert {k: v for k, v in asked.headers.items() if k not in ids} == {
        k: v for k, v in got.headers.items() if k not in ids
    }
    assert int(asked.headers["content-length"]) == len(got.content)


async def test_head_is_refused_as_get_is(client):
    missing = await client.head(f"{NOTES}/00000000-0000-0000-0000-000000000000")
    assert (missing.status_code, missing.content) == (404, b"")
    assert (await client.head(f"{NOTES}?colour=red")).status_code == 422
    assert (await client.head("/nowhere")).status_code == 404


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        (NOTES, "GET, HEAD, OPTIONS, POST"),
        (f"{NOTES}/00000000-0000-0000-0000-000000000000", "GET, HEAD, OPTIONS, PATCH"),
        (f"{NOTES}/archive", "DELETE, OPTIONS"),
        ("/livez", "GET, HEAD, OPTIONS"),
    ],
)
async def test_options_and_a_405_tell_the_methods_that_a_path_has(client, path, allow):
    options = await client.options(path)
    assert (options.status_code, options.headers["allow"], options.content) == (204, allow, b"")
    for method in ("PUT", "TRACE", "BREW"):
        refused = await client.request(method, path)
        assert (refused.status_code, refused.headers["allow"]) == (405, allow)
        assert refused.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PATCH", "POST"])
async def test_a_fixed_path_is_not_taken_for_an_id(client, writer, method):
    refused = await client.request(method, f"{NOTES}/archive", headers=writer)
    assert (refused.status_code, refused.headers["allow"]) == (405, "DELETE, OPTIONS")
    assert method == "HEAD" or refused.json()["code"] == "method_not_allowed"
    assert (await client.delete(f"{NOTES}/archive", headers=writer)).status_code == 204


async def test_options_of_nothing_is_a_404(client):
    answer = await client.options("/v1/notes/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_route")


GOOD_HOSTS = [b"notes", b"Notes.example:8000", b"a_b:", b"127.0.0.1:1", b"[::1]:65535", b"[::1]"]
BAD_HOSTS = [
    *(b"", b" ", b"a b", b"a/b", b"a@b", b"a, b", b"a,b", b"a?b", b"a#b", b":80", b"a:b", b"a:-1"),
    *(b"a:99999999", b"a:65536", b"[::1", b"::1", b"a:1:2", b"\xc4\xab", b"a%00", b"a\\b"),
]


@pytest.mark.parametrize(
    ("version", "hosts", "status"),
    [
        ("1.1", [b"notes"], 200),
        ("1.1", [], 400),
        ("1.1", [b"notes"] * 2, 400),
        ("1.0", [], 200),
        ("0.9", [b"notes"], 400),
        *(("1.1", [host], 200) for host in GOOD_HOSTS),
        *(("1.1", [host], 400) for host in BAD_HOSTS),
        ("1.0", [b"a b"], 400),
    ],
)
async def test_a_request_has_one_host_that_is_one_and_a_version(app, version, hosts, status):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": version,
        "method": "GET",
        "scheme": "http",
        "path": "/livez",
        "raw_path": b"/livez",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", host) for host in hosts],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await app(scope, receive, send)
    assert sent[0]["status"] == status

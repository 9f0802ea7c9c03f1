"""How a path is read."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.paths import MalformedPath, canonical_query, read_path

SERVICES = frozenset({"registry", "search"})
segments = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="/\\"), max_size=12
).filter(lambda text: text not in {".", ".."})


def test_a_service_is_the_second_segment_below_v1() -> None:
    assert read_path(b"/v1/registry/organisations", SERVICES).service == "registry"
    assert read_path(b"/v1/registry/", SERVICES).service == "registry"
    assert read_path(b"/v1/registry", SERVICES).service is None
    assert read_path(b"/v1/registryx/y", SERVICES).service is None
    assert read_path(b"/V1/registry/y", SERVICES).service is None
    assert read_path(b"/docs/v1/registry/y", SERVICES).service is None


@given(st.binary(max_size=60))
def test_any_bytes_are_either_read_or_refused(raw: bytes) -> None:
    try:
        target = read_path(b"/" + raw, SERVICES)
    except MalformedPath:
        return
    assert target.path.isascii()
    assert read_path(target.path.encode(), SERVICES) == target, "reading it again changes nothing"
    assert ".." not in target.segments
    assert "." not in target.segments


@given(st.lists(segments, min_size=1, max_size=5))
def test_the_canonical_spelling_means_the_same(parts: list[str]) -> None:
    target = read_path(("/" + "/".join(parts)).replace("%", "%25").encode(), SERVICES)
    assert [unquote(part) for part in target.path[1:].split("/")] == parts


@pytest.mark.parametrize("raw", [b"", b"x", b"http://a/b", b"*"])
def test_what_does_not_begin_with_a_slash_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedPath):
        read_path(raw, SERVICES)


@given(st.binary(max_size=60))
def test_a_query_is_made_printable_and_otherwise_kept(raw: bytes) -> None:
    query = canonical_query(raw)
    assert query.isascii()
    assert query.isprintable()
    assert canonical_query(query.encode()) == query
    assert query.count("&") == raw.count(b"&")


def test_a_usual_query_is_not_touched() -> None:
    usual = "q=%C4%ABre+a&limit=5&fields=id,name&cursor=a.b-c_d~e=="
    assert canonical_query(usual.encode()) == usual

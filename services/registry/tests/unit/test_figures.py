"""Charts and CSV of figures, without a database."""

import json
from importlib.resources import files
from xml.etree import ElementTree

import pytest

from registry.figures.charts import bar_chart
from registry.figures.csv_text import csv_of
from registry.figures.labels import codes_of, labels_of
from registry.taxonomy.catalogue import taxonomy
from registry.vocabulary import Kind, Region, Sector

SVG = "{http://www.w3.org/2000/svg}"


def test_a_chart_says_to_who_does_not_see_it_what_it_shows() -> None:
    chart = ElementTree.fromstring(bar_chart("Nariai", [("Ryga", 3), ("Kitur", 0)], language="lt"))
    assert (chart.get("role"), chart.get("lang")) == ("img", "lt")
    told = {chart.find(f"{SVG}{name}").text for name in ("title", "desc")}  # type: ignore[union-attr]
    assert told == {"Nariai", "Ryga: 3; Kitur: 0"}


def test_a_chart_of_the_same_figures_has_the_same_bytes() -> None:
    bars = [("Rīga", 30), ("Kurzeme", 1)]
    assert bar_chart("A", bars, language="lv") == bar_chart("A", bars, language="lv")


def test_a_label_is_text_in_a_chart_whatever_it_holds() -> None:
    chart = bar_chart("<b>&", [('"><script>alert(1)</script>', 1)], language="en")
    assert "<script" not in chart
    ElementTree.fromstring(chart)


def test_a_chart_of_nothing_is_a_chart() -> None:
    ElementTree.fromstring(bar_chart("A", [], language="en"))


def test_no_cell_of_a_csv_is_a_formula() -> None:
    text = csv_of(["code"], [["=1+1"], ["@x"], ["-2"], ['a,"b'], [7]])
    assert text.split("\r\n") == ["code", "'=1+1", "'@x", "'-2", '"a,""b"', "7", ""]


@pytest.mark.parametrize(
    ("dimension", "words"), [("sector", Sector), ("kind", Kind), ("region", Region)]
)
def test_every_word_has_a_label_in_four_languages(dimension: str, words: object) -> None:
    assert set(codes_of(dimension)) == set(words.__args__)  # type: ignore[arg-type,attr-defined]
    for code in codes_of(dimension):  # type: ignore[arg-type]
        assert set(labels_of(dimension, code)) == {"lv", "en", "lt", "et"}  # type: ignore[arg-type]


def test_stages_have_labels_in_the_order_of_the_chain() -> None:
    assert list(codes_of("stage")) == [stage.code for stage in taxonomy().stages]
    text = files("registry.figures").joinpath("labels.json").read_text(encoding="utf-8")
    for labels in json.loads(text).values():
        assert all(set(one) == {"lv", "en", "lt", "et"} for one in labels.values())

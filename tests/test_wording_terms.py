"""The Spanish and the Filipino wording: wherever the English has a term, the translation has the state's or our own.

Slots, marks and typography `scorepress check` looks at; for the Vietnamese and the Chinese see test_wording_languages.
"""

import re
from pathlib import Path

import pytest

from scorepress.model.diagnostic import Reporter
from scorepress.model.source import Source
from scorepress.model.template import Catalogue
from scorepress.parse.catalogue import parse_catalogue

REPORTS = ("summative-alternate-elpac", "initial-alternate-elpac")
TERMS = (
    (r"\bELPAC\b", r"\bELPAC\b", r"\bELPAC\b"),
    (r"\bSummative Alternate ELPAC\b", "ELPAC Alternativas Sumativas", "Summative Alternate ELPAC"),
    (r"\bInitial Alternate ELPAC\b", "ELPAC Alternativas Iniciales", "Initial Alternate ELPAC"),
    (r"\bLevel (\d)", r"\bNivel (\d)", r"\bAntas (\d)"),
    (r"\b[Pp]erformance levels?\b", r"\b[Nn]ivel(es)? de desempeño\b", r"\b[Aa]ntas ng performance\b"),
    (r"\b[Oo]verall( \w+){0,3} [Ss]core\b", r"\b[Pp]untaje general\b", r"\b[Kk]abuuang [Pp]untos\b"),
    (r"\b[Ss]core ranges?\b", r"\b[Rr]angos? de puntajes\b", r"\bsaklaw ng marka\b"),
    (r"\b[Ss]core [Hh]istory\b", r"\b[Hh]istorial de puntajes\b", r"\b[Kk]asaysayan ng mga [Pp]untos\b"),
    (r"\b[Yy]our child\b", r"\b[Ss]u hijo o hija\b", r"\biyong anak\b"),
    (r"(?<!Language )\b[Pp]roficien", r"\b[Dd]ominio\b", r"\b[Mm]ahusay\b|\bHumuhusay\b"),
    (r"\bEnglish [Ll]earners?\b", r"\b[Ee]studiantes? de inglés\b", r"\b[Mm]ag[-‑]aaral ng\sIngles\b"),
    (r"\bschool year\b", r"\baño escolar\b|\bAño escolar\b", r"\b[Tt]aong panuruan\b"),
    (r"\bgrade\b(?!-)", r"\bgrado\b", r"\bgrado\b"),
    (r"\bcognitive disab", "discapacidades cognitivas más significativas", "pinakamatinding kapansanang kognitibo"),
)


@pytest.fixture(params=[(at, lang, report) for at, lang in ((1, "es"), (2, "fil")) for report in REPORTS], ids=str)
def wording(request, root: Path) -> tuple[int, Catalogue]:
    at, lang, report = request.param
    path = root / "locales" / lang / f"{report}.po"
    catalogue = parse_catalogue(Source(path.name, path.read_text("utf-8")), lang, Reporter())
    assert catalogue
    return at, catalogue


def test_each_term_is_said_in_one_way(wording):
    at, catalogue = wording
    seen = set()
    wrong = []
    for (context, english), translation in catalogue.entries.items():
        said = re.sub(r"\{[^}]*\}", "", english)
        for term in TERMS:
            if (found := re.search(term[0], said)) and not translation.stale:
                seen.add(term)
                match = re.search(term[at], translation.wording.text)
                if not match or (found.groups() and found[1] and found[1].isdigit() and match[1] != found[1]):
                    wrong.append((context, english, translation.wording.text, term[at]))
    assert wrong == []
    assert len(seen) >= len(TERMS) - 2


def test_numbers_are_kept(wording):
    _, catalogue = wording
    for (_, english), translation in catalogue.entries.items():
        assert re.findall(r"\d+", english) == re.findall(r"\d+", translation.wording.text) or english == "Two years ago"


def test_the_reader_is_addressed_in_one_way(wording):
    at, catalogue = wording
    text = " ".join(t.wording.text for t in catalogue.entries.values())
    other = (r"\btu\b|\btus\b|\btú\b|\bvosotros\b", r"\binyong\b|\bninyo\b")[at - 1]
    assert not re.search(other, text, re.IGNORECASE)

"""LayoutTree -> Theme and Grid; LayoutTree -> languages."""

import re
from collections.abc import Sequence

from scorepress.check.properties import resolve
from scorepress.check.schema import Schemas
from scorepress.check.scope import Grid, Scope
from scorepress.model.color import Color
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Span
from scorepress.model.style import Style
from scorepress.model.syntax import LayoutTree, MappingNode
from scorepress.model.template import CalloutLook, Language, Struct, Theme

WEIGHTS = {"regular": 400, "bold": 700}
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def check_theme(tree: LayoutTree, schemas: Schemas, reporter: Reporter) -> tuple[Theme, Grid] | None:
    """Read theme.yaml; None when an error was reported."""
    scope = Scope(None, None, None, reporter)
    before = len(reporter.found)
    struct = resolve(tree.root, schemas.file("theme.schema.json"), scope)
    if len(reporter.found) > before or not isinstance(struct, Struct):
        return None
    page, grid, callouts = _part(struct, "page"), _part(struct, "grid"), _part(struct, "callouts")
    colors = {name: color for name, color in _part(struct, "colors").pairs if isinstance(color, Color)}
    styles = {
        name: Style(name, style.get("size"), style.get("leading"), WEIGHTS[str(style.get("weight"))])  # type: ignore[arg-type]
        for name, style in _part(struct, "styles").pairs
        if isinstance(style, Struct)
    }
    ladder = tuple(sorted({(style.size, style.leading) for style in styles.values()}, reverse=True))
    places = tree.root.get("callouts")
    named = {name: node for name in ("color", "number", "number-color")
             if isinstance(places, MappingNode) and (node := places.get(name))}  # fmt: skip
    partial = Theme(page.get("width"), page.get("height"), Color(255, 255, 255), colors, styles, ladder, None)  # type: ignore[arg-type]
    names = Scope(partial, None, None, reporter)
    color = names.color(str(callouts.get("color")), named["color"].span)
    number = names.style(str(callouts.get("number")), named["number"].span)
    number_color = names.color(str(callouts.get("number-color")), named["number-color"].span)
    sheet = tree.root.get("page")
    paper = names.color(str(page.get("color")), sheet.span if sheet else tree.root.span)
    if color is None or number is None or number_color is None or paper is None:
        return None
    look = CalloutLook(color, number, number_color)
    spans = {name: style.span for name, style in _part(struct, "styles").pairs if isinstance(style, Struct)}
    theme = Theme(partial.width, partial.height, paper, colors, styles, ladder, look, spans)
    values = [grid.get(name) for name in ("left", "column", "gutter", "columns")]
    return theme, Grid(*values)  # type: ignore[arg-type]


def check_languages(tree: LayoutTree, schemas: Schemas, reporter: Reporter) -> tuple[Language, ...] | None:
    """Read languages.yaml, the source language first; None when an error was reported."""
    before = len(reporter.found)
    struct = resolve(tree.root, schemas.file("languages.schema.json"), Scope(None, None, None, reporter))
    if len(reporter.found) > before or not isinstance(struct, Struct):
        return None
    source = str(struct.get("source"))
    languages = [
        _language(code, item, _key(tree, code))
        for code, item in _part(struct, "languages").pairs
        if isinstance(item, Struct)
    ]
    _refuse_languages(struct, source, languages, reporter)
    if len(reporter.found) > before:
        return None
    return tuple(sorted(languages, key=lambda language: language.code != source))


def _language(code: str, item: Struct, place: Span | None) -> Language:
    name, own_name, family = (str(item.get(key)) for key in ("name", "own-name", "family"))
    return Language(code, name, own_name, item.get("codes"), family, place)  # type: ignore[arg-type]


def _key(tree: LayoutTree, code: str) -> Span | None:
    """Where the code of a language stands."""
    languages = tree.root.get("languages")
    key = languages.key(code) if isinstance(languages, MappingNode) else None
    return key.span if key else None


def _refuse_languages(struct: Struct, source: str, languages: Sequence[Language], reporter: Reporter) -> None:
    """Names of folders that are no language codes, codes that mean two languages, a source that is not there."""
    spans = {code: item.span for code, item in _part(struct, "languages").pairs if isinstance(item, Struct)}
    known = [language.code for language in languages]
    if source not in known:
        hint = f"it has {', '.join(f'`{code}`' for code in known)}"
        reporter.error(Code.UNKNOWN_NAME, f"`languages` has no source language `{source}`", struct.span, hint)
    meant: dict[str, str] = {}
    for language in languages:
        if not _TAG.fullmatch(language.code):
            hint = "write a code such as `es` or `zh-Hant`; it is the name of the folder of catalogues, too"
            message = f"`{language.code}` is no language code"
            reporter.error(Code.WRONG_VALUE, message, spans[language.code], hint)
        for code in language.codes:
            if code in meant:
                message = f"the primary-language code `{code}` means `{meant[code]}` and `{language.code}`"
                reporter.error(Code.DUPLICATE_NAME, message, spans[language.code], "delete it from one of the two")
            meant.setdefault(code, language.code)


def _part(struct: Struct, name: str) -> Struct:
    part = struct.get(name)
    assert isinstance(part, Struct)
    return part

"""A mapping file (`schemas/formats/*.yaml`) -> Format. What its keys mean: docs/reference/records.md."""

import difflib
from collections.abc import Mapping

from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.formats import (
    Case,
    CellTest,
    Convert,
    Feature,
    FieldMap,
    Format,
    FromCases,
    FromColumns,
    FromConstant,
    FromOption,
    FromOtherRows,
    RowRule,
    Take,
    WriteCell,
    WriteMap,
    column_key,
)
from scorepress.model.syntax import LayoutTree, MappingNode, Node, ScalarNode, SequenceNode
from scorepress.model.values import RecordSchema
from scorepress.parse.keys import Keys

DATE_FORMS = ("yyyy-mm-dd", "dd-mm-yyyy", "mm/dd/yyyy", "yyyymmdd")
_CONVERSIONS = tuple(convert.value for convert in Convert)


def parse_format(tree: LayoutTree, schema: RecordSchema, reporter: Reporter) -> Format | None:
    """Read one mapping file for a record of this schema; None when an error was reported."""
    before = len(reporter.found)
    keys = Keys(tree.root, "the mapping file", reporter)
    codes = _codes(keys, reporter)
    found = Format(
        name=keys.text("format"),
        title=keys.text("title"),
        delimiters=_delimiters(keys),
        recognised_by=keys.texts("recognised-by", needed=True),
        needed=keys.texts("needed"),
        open_end=keys.text("open-end", "") or None,
        aliases={str(name.value): keys.as_texts(value, "aliases") for name, value in keys.entries("aliases")},
        dates=_dates(keys),
        codes=codes,
        rows=keys.items("rows", lambda node: _row_rule(node, reporter)),
        fields=tuple(
            _field(name, value, schema, codes, reporter) for name, value in keys.entries("fields", needed=True)
        ),
        write=_write(keys.value("write"), schema, reporter),
        span=tree.root.span,
    )
    keys.done()
    _mapped(found, schema, reporter)
    return found if len(reporter.found) == before else None


def _delimiters(keys: Keys) -> tuple[str, ...]:
    delimiters = keys.texts("delimiters", needed=True)
    if any(len(delimiter) != 1 or delimiter == '"' for delimiter in delimiters):
        keys.wrong(keys.at("delimiters"), "a delimiter is one character, and not a quotation mark")
    return delimiters


def _dates(keys: Keys) -> tuple[str, ...]:
    dates = keys.texts("dates") or DATE_FORMS[:1]
    for form in dates:
        if form not in DATE_FORMS:
            known = ", ".join(f"`{known}`" for known in DATE_FORMS)
            keys.wrong(keys.at("dates"), f"`{form}` is no form of a date", f"take some of {known}")
    return dates


def _codes(keys: Keys, reporter: Reporter) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    tables: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for name, node in keys.entries("codes"):
        table: dict[str, tuple[str, ...]] = {}
        owner: dict[str, str] = {}
        if not isinstance(node, MappingNode):
            keys.wrong(node.span, f"the code table `{name.value}` must hold codes and their spellings")
            continue
        for code, spellings in node.entries:
            table[str(code.value)] = tuple(text.upper() for text in keys.as_texts(spellings, "codes"))
            for text in table[str(code.value)]:
                if text in owner:
                    message = f"`{text}` stands for `{owner[text]}` already"
                    reporter.error(Code.DUPLICATE_NAME, message, spellings.span, "delete one of the two")
                owner[text] = str(code.value)
        tables[str(name.value)] = table
    return tables


def _row_rule(node: Node, reporter: Reporter) -> RowRule:
    keys = Keys(node, "the row rule", reporter)
    skip = keys.has("skip")
    if skip == keys.has("quarantine"):
        keys.wrong(keys.span, "a row rule has either `skip` or `quarantine`, and its reason", "add `skip: <reason>`")
    rule = RowRule(
        when=_tests(keys, "when", reporter),
        skip=skip,
        reason=keys.text("skip" if skip else "quarantine", ""),
        hint=keys.text("hint", "") or None,
        span=keys.span,
    )
    keys.done()
    return rule


def _tests(keys: Keys, key: str, reporter: Reporter) -> tuple[CellTest, ...]:
    return tuple(_test(str(column.value), node, reporter) for column, node in keys.entries(key))


def _test(column: str, node: Node, reporter: Reporter) -> CellTest:
    if not isinstance(node, MappingNode):
        texts = Keys(MappingNode((), node.span), "the condition", reporter).as_texts(node, column)
        return CellTest(column, frozenset(text.upper() for text in texts), None, 0, 0, node.span)
    keys = Keys(node, f"the condition on `{column}`", reporter)
    low, high = keys.number("from", 0, 0, 10**9), keys.number("to", 0, 0, 10**9)
    if keys.flag("number", default=False):
        feature = Feature.NUMBER
    elif keys.flag("filled", default=False):
        feature = Feature.FILLED
    else:
        feature = Feature.RANGE
        if not keys.has("from") or not keys.has("to") or low > high:
            message = "a condition is a text, a list of texts, `filled`, `number`, or `from` and `to`"
            keys.wrong(node.span, message, "write `{from: 201, to: 899}`, `{number: true}` or `{filled: true}`")
    keys.done()
    return CellTest(column, frozenset(), feature, low, high, node.span)


def _field(
    name: ScalarNode, node: Node, schema: RecordSchema, codes: Mapping[str, object], reporter: Reporter
) -> FieldMap:
    path = str(name.value)
    if schema.field(path) is None:
        near = difflib.get_close_matches(path, [field.path for field in schema.fields], 1)
        hint = f"did you mean `{near[0]}`?" if near else f"the fields are those of `{schema.name}`"
        reporter.error(Code.UNKNOWN_FIELD, f"the record has no field `{path}`", name.span, hint)
    nodes = node.items if isinstance(node, SequenceNode) else (node,)
    return FieldMap(path, tuple(_take(path, item, codes, reporter) for item in nodes), name.span)


def _take(path: str, node: Node, codes: Mapping[str, object], reporter: Reporter) -> Take:
    keys = Keys(node, f"the way to get `{path}`", reporter)
    take: Take
    if keys.has("cases"):
        take = FromCases(keys.items("cases", lambda item: _case(item, reporter)), node.span)
    elif keys.has("from"):
        source = keys.choice("from", ("other-rows", "option"), "option")
        take = FromOption(node.span) if source == "option" else FromOtherRows(node.span)
    elif keys.has("give"):
        take = FromConstant(keys.text("give"), node.span)
    else:
        take = _columns(keys, codes, reporter)
    keys.done()
    return take


def _columns(keys: Keys, codes: Mapping[str, object], reporter: Reporter) -> FromColumns:
    if keys.has("column") == keys.has("columns"):
        keys.wrong(keys.span, f"{keys.what} must name its `column`, its `columns`, `cases`, `from` or `give`")
    convert = Convert(keys.choice("as", _CONVERSIONS, Convert.TEXT.value))
    table = keys.text("codes", "") or None
    if (table is not None or convert is Convert.CODE) and table not in codes:
        known = ", ".join(f"`{name}`" for name in codes) or "none"
        reporter.error(Code.UNKNOWN_NAME, f"no code table `{table}`", keys.at("codes"), f"the code tables are {known}")
    shapes = keys.texts("shapes")
    if convert is Convert.DIGITS and not shapes:
        keys.wrong(keys.span, "`as: digits` needs `shapes`", 'add `shapes: ["##########"]`, a `#` for each digit')
    return FromColumns(
        columns=keys.texts("column") + keys.texts("columns"),
        convert=convert,
        absent=frozenset(text.upper() for text in keys.texts("absent")) | {""},
        unless=_tests(keys, "unless", reporter),
        table=table,
        shapes=shapes,
        zeros=keys.number("zeros", 0, 0, 20),
        width=keys.number("width", 0, 0, 20),
        set=frozenset(text.upper() for text in keys.texts("set")),
        unset=frozenset(text.upper() for text in keys.texts("unset")),
        starts=keys.number("starts", 7, 1, 12),
        span=keys.span,
    )


def _case(node: Node, reporter: Reporter) -> Case:
    keys = Keys(node, "the case", reporter)
    value = keys.value("give", needed=True)
    nothing = value is None or (isinstance(value, ScalarNode) and value.value is None)
    case = Case(
        when=_tests(keys, "when", reporter),
        give=None if nothing or value is None else keys.as_text(value, "give"),
        span=node.span,
    )
    keys.done()
    return case


def _write(node: Node | None, schema: RecordSchema, reporter: Reporter) -> WriteMap | None:
    if node is None:
        return None
    keys = Keys(node, "`write`", reporter)
    others = Keys(keys.value("others") or MappingNode((), node.span), "`others`", reporter)
    written = WriteMap(
        delimiter=keys.text("delimiter"),
        byte_order_mark=keys.flag("byte-order-mark", default=False),
        line_end=keys.text("line-end", "\n"),
        columns=keys.texts("columns", needed=True),
        cells={
            str(column.value): tuple(
                _write_cell(item, schema, reporter)
                for item in (value.items if isinstance(value, SequenceNode) else (value,))
            )
            for column, value in keys.entries("cells")
        },
        others_every=others.number("every", 0, 0, 10**6),
        others={str(column.value): keys.as_text(value, "cells") for column, value in others.entries("cells")},
    )
    others.done()
    keys.done()
    known = {column_key(column) for column in written.columns}
    for column in (*written.cells, *written.others):
        if column_key(column) not in known:
            reporter.error(Code.UNKNOWN_NAME, f"`columns` of `write` has no `{column}`", node.span, "add the column")
    return written


def _write_cell(node: Node, schema: RecordSchema, reporter: Reporter) -> WriteCell:
    keys = Keys(node, "the written cell", reporter)
    when = tuple((str(path.value), keys.as_texts(value, "when")) for path, value in keys.entries("when"))
    for path, _ in when:
        if schema.field(path) is None:
            reporter.error(Code.UNKNOWN_FIELD, f"the record has no field `{path}`", keys.at("when"))
    cell = WriteCell(when, keys.text("give"))
    keys.done()
    return cell


def _mapped(found: Format, schema: RecordSchema, reporter: Reporter) -> None:
    """Report required fields that no column gives."""
    have = {field.path for field in found.fields} | {derived.path for derived in schema.derived}
    for field in schema.fields:
        if not field.optional and field.default is None and field.path not in have:
            message = f"the mapping file gives no `{field.path}`, which every record needs"
            reporter.error(Code.MISSING_KEY, message, found.span, f"add it under `fields`: {field.title}")

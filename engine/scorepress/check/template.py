"""LayoutTree + RuleBook + Catalogues -> Template: every name resolved, every error reported."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import PurePosixPath

from scorepress.check.properties import resolve
from scorepress.check.rules_names import nearest
from scorepress.check.schema import Schema, Schemas
from scorepress.check.scope import Scope
from scorepress.model.diagnostic import Code, Label
from scorepress.model.personal import personal_slots
from scorepress.model.rules import FieldWord, RuleBook
from scorepress.model.source import Span
from scorepress.model.syntax import LayoutTree, MappingNode, Node, ScalarNode, SequenceNode, node_at
from scorepress.model.template import (
    BlockTemplate,
    Catalogue,
    Flow,
    Frame,
    Language,
    Overflow,
    PageTemplate,
    PrintPlan,
    RegionTemplate,
    Struct,
    Template,
    TextTemplate,
)
from scorepress.model.values import RecordSchema
from scorepress.noun import Noun

BLOCK_KEYS = ("kind", "x", "width", "y", "space", "overflow", "wording", "when")


class Parts(Noun, frozen=True):
    """The checked inputs of a template."""

    report: LayoutTree
    pages: Sequence[LayoutTree]
    book: RuleBook
    schema: RecordSchema
    languages: tuple[Language, ...]
    catalogues: Mapping[str, Catalogue]


def check_template(
    parts: Parts,
    scope: Scope,
    schemas: Schemas,
    kinds: Sequence[str],
    *,
    release: bool = False,
) -> Template | None:
    """Link everything; None when an error was reported. kinds: the components that exist."""
    before = len(scope.reporter.found)
    head = resolve(parts.report.root, schemas.file("report.schema.json"), scope.within("report"))
    assert isinstance(head, Struct)
    pages = tuple(check_page(tree, scope, schemas, kinds, release=release) for tree in parts.pages)
    numbers = [page.number for page in pages if page]
    for tree, page in zip(parts.pages, pages, strict=True):
        if page and numbers.count(page.number) > 1:
            message = f"two pages have the number {page.number}"
            scope.error(Code.DUPLICATE_NAME, message, page.span, f"give `{tree.path}` a number of its own")
    word = head.get("student-language")
    if isinstance(word, str) and not isinstance(parts.book.words.get(word), FieldWord):
        node = parts.report.root.get("student-language")
        near = get_close_matches(word, parts.book.words, 1, 0.6)
        scope.error(
            Code.UNKNOWN_NAME,
            f"no word named `{word}` in the rules",
            node.span if node else None,
            *(f"did you mean `{n}`?" for n in near),
        )
    _check_name(parts.report, scope)
    printing = _printing(head, parts, scope)
    if any(d.severity.value == "error" for d in scope.reporter.found[before:]):
        return None
    assert scope.theme is not None
    texts = [head.get(name) for name in ("title", "document-title", "file-name")]
    title, document_title, file_name = (t for t in texts if isinstance(t, TextTemplate))
    if not _nameless(file_name, parts, scope):
        return None
    return Template(
        name=str(head.get("report")),
        title=title,
        document_title=document_title,
        file_name=file_name,
        student_language=word if isinstance(word, str) else None,
        theme=scope.theme,
        pages=tuple(sorted((page for page in pages if page), key=lambda page: page.number)),
        book=parts.book,
        schema=parts.schema,
        languages=parts.languages,
        catalogues=parts.catalogues,
        printing=printing,
    )


def _check_name(report: LayoutTree, scope: Scope) -> None:
    """Tell of a report whose name is not that of its folder: rules and catalogues are looked for by the folder."""
    node, folder = report.root.get("report"), PurePosixPath(report.path).parent.name
    if isinstance(node, ScalarNode) and isinstance(node.value, str) and node.value != folder:
        message = f"expected `{folder}`, the name of the folder, found `{node.value}`"
        hint = f"write `{folder}`, or rename the folder, in `layouts/` and `rules/`, and the catalogues"
        scope.error(Code.WRONG_VALUE, message, node.span, hint)


def _printing(head: Struct, parts: Parts, scope: Scope) -> PrintPlan | None:
    """How files of many students are put together, if the report says so."""
    plan = head.get("printing")
    bookmark = plan.get("bookmark") if isinstance(plan, Struct) else None
    if not isinstance(plan, Struct) or not isinstance(bookmark, TextTemplate):
        return None
    copies, wanted, separator = (plan.get(name) for name in ("copies", "own-languages", "separator"))
    names = wanted if isinstance(wanted, tuple) else ()
    _known_languages(names, parts, scope)
    return PrintPlan(
        bookmark,
        copies if isinstance(copies, int) else 1,
        tuple(map(str, names)),
        str(separator) if separator else None,
    )


def _known_languages(names: Sequence[object], parts: Parts, scope: Scope) -> None:
    """Tell of languages that the project does not have; the slip may be here or in the list of languages."""
    nodes = node_at(parts.report.root, ("printing", "own-languages"))
    places = nodes.items if isinstance(nodes, SequenceNode) else ()
    languages = {language.code: language for language in parts.languages}
    for name, node in zip(names, places, strict=True):
        if isinstance(name, str) and name not in languages:
            found = nearest(name, languages)
            hint = f"did you mean `{found}`?" if found else f"known: {_quoted(tuple(languages))}"
            place = languages[found].span if found else None
            labels = (Label(place, "if the slip is here, correct it"),) if place else ()
            message = f"no language `{name}` in `locales/languages.yaml`"
            scope.reporter.error(Code.UNKNOWN_LANGUAGE, message, node.span, hint, labels=labels)


def _nameless(file_name: TextTemplate, parts: Parts, scope: Scope) -> bool:
    """Whether the names of files name nobody; tells if they do."""
    found = tuple(personal_slots(parts.book, parts.schema, file_name.wording))
    for slot, path in found:
        message = f"`{slot.phrase}` is a personal field (`{path}`): it cannot be part of a file's name"
        hint = "take a number instead, such as the student number"
        scope.error(Code.PERSONAL_NAME, message, slot.span or file_name.span, hint)
    return not found


def check_page(
    tree: LayoutTree, scope: Scope, schemas: Schemas, kinds: Sequence[str], *, release: bool
) -> PageTemplate | None:
    """Link one page file; None when its frame is broken, and every error is reported."""
    return _Page(tree, scope, schemas, kinds, release=release).template()


class _Page:
    """One page file."""

    def __init__(
        self, tree: LayoutTree, scope: Scope, schemas: Schemas, kinds: Sequence[str], *, release: bool
    ) -> None:
        self.tree = tree
        self.scope = scope
        self.schemas = schemas
        self.kinds = kinds
        self.release = release
        self.frame = schemas.file("layout.schema.json")

    def template(self) -> PageTemplate | None:
        """The whole page, or None when its frame is broken."""
        head = resolve(_without(self.tree.root, ("regions",)), _lax(self.frame, ("regions",)), self.scope)
        regions = self.tree.root.get("regions")
        if not isinstance(regions, SequenceNode) or not regions.items:
            span = regions.span if regions else self.tree.root.span
            self.scope.error(Code.MISSING_KEY, "`regions` must be a list of at least one region", span)
            return None
        assert isinstance(head, Struct)
        number, flow = head.get("page"), head.get("flow")
        names: dict[str, Span] = {}
        made: list[RegionTemplate] = []
        for node in regions.items:
            region = self.region(node, number)
            if region is None:
                continue
            if region.name in names:
                message = f"two regions are named `{region.name}`"
                self.scope.error(Code.DUPLICATE_NAME, message, region.span, "region names are unique on a page")
            names[region.name] = region.span
            made.append(region)
        if not isinstance(number, int) or not isinstance(flow, Struct):
            return None
        values = [flow.get(name) for name in ("gap", "tightest", "bottom")]
        if not all(isinstance(v, float) for v in values):
            return None
        return PageTemplate(number, Flow(*values), tuple(made), self.tree.root.span)  # type: ignore[arg-type]

    def region(self, node: Node, page: object) -> RegionTemplate | None:
        """One region and its blocks."""
        schema = self.schema_of("region")
        if not isinstance(node, MappingNode):
            resolve(node, schema, self.scope)
            return None
        name = node.get("region")
        context = f"page-{page} {name.value if isinstance(name, ScalarNode) else '?'}"
        scope = self.scope.within(context)
        struct = resolve(_without(node, ("content",)), _lax(schema, ("content",)), scope)
        assert isinstance(struct, Struct)
        content = node.get("content")
        if not isinstance(content, SequenceNode) or not content.items:
            span = content.span if content else node.span
            scope.error(Code.MISSING_KEY, "`content` must be a list of at least one block", span)
            return None
        overflow = struct.get("overflow")
        default = overflow if isinstance(overflow, Overflow) else Overflow()
        if struct.get("wording") == "draft":
            self.draft(node, scope)
        blocks = tuple(
            block
            for at, item in enumerate(content.items, 1)
            if (block := self.block(item, scope, default, f"{context} {at}")) is not None
        )
        get = struct.get
        return RegionTemplate(
            str(get("region")), get("callout"), get("title"), get("description"),  # type: ignore[arg-type]
            get("top"), get("bottom"), get("height"), get("gap"), get("space-below") or 0.0,  # type: ignore[arg-type]
            default, struct.when, blocks, node.span,
        )  # fmt: skip

    def block(self, node: Node, scope: Scope, overflow: Overflow, name: str) -> BlockTemplate | None:
        """One block: its frame, then its component's own properties."""
        frame_schema = self.schema_of("block")
        if not isinstance(node, MappingNode):
            resolve(node, frame_schema, scope)
            return None
        kind = node.get("kind")
        if not isinstance(kind, ScalarNode) or kind.value not in self.kinds:
            self.unknown_component(node, kind, scope)
            return None
        fragment = self.schemas.file(f"components/{kind.value}.schema.json")
        frame = resolve(_only(node, BLOCK_KEYS), frame_schema, scope)
        merged = {**fragment, "properties": {**{key: {} for key in BLOCK_KEYS}, **fragment.get("properties", {})}}
        props = resolve(_without(node, BLOCK_KEYS), merged, scope)
        assert isinstance(frame, Struct)
        assert isinstance(props, Struct)
        if frame.get("wording") == "draft":
            self.draft(node, scope)
        x, width, y, space = (frame.get(key) for key in ("x", "width", "y", "space"))
        left = x if isinstance(x, float) else 0.0
        if not isinstance(width, float):
            grid = scope.grid
            right = grid.left + grid.count * (grid.column + grid.gutter) - grid.gutter if grid else left
            width = right - left
        mine = frame.get("overflow")
        return BlockTemplate(
            name,
            str(kind.value),
            Frame(left, width, y if isinstance(y, float) else None, space if isinstance(space, float) else 0.0),
            frame.when,
            mine if isinstance(mine, Overflow) else overflow,
            props,
            node.span,
        )

    def unknown_component(self, node: MappingNode, kind: Node | None, scope: Scope) -> None:
        """Report a block without a kind that exists."""
        if kind is None:
            scope.error(Code.MISSING_KEY, "`kind` is missing", node.span, f"known: {_quoted(self.kinds)}")
            return
        found = str(kind.value) if isinstance(kind, ScalarNode) else "…"
        near = get_close_matches(found, self.kinds, 1, 0.5)
        hint = f"did you mean `{near[0]}`?" if near else f"known: {_quoted(self.kinds)}"
        scope.error(Code.UNKNOWN_COMPONENT, f"no component named `{found}`", kind.span, hint)

    def draft(self, node: MappingNode, scope: Scope) -> None:
        """Draft wording is fine until the release."""
        if self.release:
            mark = node.get("wording")
            scope.reporter.warning(
                Code.DRAFT_WORDING,
                "the wording here is a draft",
                mark.span if mark else node.span,
                "when the office has approved it, delete `wording: draft`",
            )

    def schema_of(self, name: str) -> Schema:
        """The schema of a region or a block."""
        regions: Schema = self.frame["properties"]["regions"]["items"]
        return regions if name == "region" else regions["properties"]["content"]["items"]


def _without(node: MappingNode, keys: Sequence[str]) -> MappingNode:
    return MappingNode(tuple((k, v) for k, v in node.entries if k.value not in keys), node.span)


def _only(node: MappingNode, keys: Sequence[str]) -> MappingNode:
    return MappingNode(tuple((k, v) for k, v in node.entries if k.value in keys), node.span)


def _lax(schema: Schema, keys: Sequence[str]) -> Schema:
    return {**schema, "required": [name for name in schema.get("required", ()) if name not in keys]}


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)

"""Files -> Template: parse, check, link. Imported only when no finished template is at hand."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from scorepress.cache import Cache
from scorepress.check.coverage import unreached_rows
from scorepress.check.glyphs import check_glyphs
from scorepress.check.notes import check_notes
from scorepress.check.proof import Proof
from scorepress.check.questions import open_questions
from scorepress.check.rules import check_rules
from scorepress.check.scope import Scope
from scorepress.check.template import Parts, check_template
from scorepress.check.theme import check_languages, check_theme
from scorepress.check.wording import check_catalogues, collect_rule_sentences
from scorepress.components import kinds
from scorepress.model.diagnostic import Code, Diagnostic, Reporter, ScorepressError, Severity
from scorepress.model.formats import Format
from scorepress.model.record import RecordPlan
from scorepress.model.rules import RuleBook
from scorepress.model.samples import SampleBook
from scorepress.model.source import Source, Span
from scorepress.model.syntax import LayoutTree, ScalarNode, SequenceNode
from scorepress.model.template import Catalogue, Language, Template, TextTemplate, within
from scorepress.model.values import RecordSchema
from scorepress.model.wording import Sentence, sentence_of
from scorepress.noun import replace
from scorepress.parse.catalogue import parse_catalogue
from scorepress.parse.record_plan import parse_record_plan
from scorepress.parse.rules import parse_rules
from scorepress.pipeline.fit import check_fit
from scorepress.pipeline.parsed import format_of, layout_of, own_schemas, samples_of, schema_of
from scorepress.pipeline.proof import compare_schemas, provable, prove_rules
from scorepress.workspace import Workspace

_RECORD = re.compile(r'^record\s+"([a-z0-9-]+)"', re.MULTILINE)


def load_template(workspace: Workspace, name: str, reporter: Reporter, *, release: bool = False) -> Template | None:
    """Parse, check and link a report; every problem goes to the reporter; None when one is an error.

    Raises ScorepressError when a file is missing or cannot be read. release: drafts and gaps in translations count.
    """
    return _Loader(workspace, name, reporter, release=release).template()


_FITS = "fits"


class _Loader:
    """The way from files to a template."""

    def __init__(
        self,
        workspace: Workspace,
        name: str,
        reporter: Reporter,
        *,
        release: bool = False,
        anyhow: bool = False,
        sheet: bool = False,
    ) -> None:
        """anyhow: go on with what is there, for as long as the rules can be proved. sheet: it separates sets."""
        self.anyhow = anyhow
        self.sheet = sheet
        self.workspace = workspace
        self.name = name
        self.reporter = reporter
        self.release = release
        self.provable: tuple[RuleBook, RecordSchema] | None = None
        """Rules that can be proved, whatever is wrong with the layouts."""
        self.schemas = own_schemas()  # a project's copies are for editors

    def template(self) -> Template | None:
        report = self.yaml(f"layouts/{self.name}/report.yaml")
        languages = self.languages()
        if report is None or languages is None:
            return None
        theme = check_theme(*self.needed(self.theme_tree(report)), self.schemas, self.reporter)
        schema, book = self.rules()
        pages = [self.yaml(path) for path in self.page_paths(report)]
        if theme is None or book is None or schema is None or None in pages:
            return None
        catalogues = self.catalogues(languages)
        scope = Scope(*theme, book, self.reporter, self.image)
        parts = Parts(report, [p for p in pages if p], book, schema, languages, catalogues)
        template = check_template(parts, scope, self.schemas, kinds(), release=self.release)
        if template is None:
            return None
        check_notes(template.pages, self.reporter)
        sentences = template_sentences(template)
        words = book.vocabulary.keys()
        check_catalogues(sentences, catalogues.values(), words, self.reporter, release=self.release)
        check_glyphs(template, self.reporter)
        template = self.with_separator(template, report)
        return None if self.reporter.failed and not self.anyhow else template

    def with_separator(self, template: Template, report: LayoutTree) -> Template:
        """The template with the sheet that its sets are separated by, a report of its own kind of record."""
        plan = template.printing
        if plan is None or plan.separator_name is None or self.sheet:
            return template
        if self.workspace.find(f"layouts/{plan.separator_name}/report.yaml") is None:
            message = f"no report in the folder `layouts/{plan.separator_name}`"
            node = report.root.get("printing")
            span = node.span if node else None
            self.reporter.error(Code.FILE_NOT_FOUND, message, span, "check the spelling of `separator`")
            return template
        sheet = _Loader(self.workspace, plan.separator_name, self.reporter, release=self.release, sheet=True)
        return replace(template, printing=replace(plan, separator=sheet.template()))

    def needed(self, tree: LayoutTree | None) -> tuple[LayoutTree]:
        if tree is None:
            raise ScorepressError(self.reporter.found)
        return (tree,)

    def yaml(self, path: str, asked: Span | None = None) -> LayoutTree | None:
        return layout_of(self.workspace.source(path, asked), self.reporter)

    def theme_tree(self, report: LayoutTree) -> LayoutTree | None:
        node = report.root.get("theme")
        name = str(node.value) if isinstance(node, ScalarNode) else "../theme.yaml"
        return self.yaml(_beside(f"layouts/{self.name}", name), node.span if node else None)

    def page_paths(self, report: LayoutTree) -> Iterable[str]:
        node = report.root.get("pages")
        items = node.items if isinstance(node, SequenceNode) else ()
        for item in items:
            path = _beside(f"layouts/{self.name}", str(item.value)) if isinstance(item, ScalarNode) else ""
            if not path or self.workspace.find(path) is None:
                message = f"no page file named `{path or '?'}`"
                self.reporter.error(Code.FILE_NOT_FOUND, message, item.span, "check the spelling under `pages:`")
            else:
                yield path

    def languages(self) -> tuple[Language, ...] | None:
        tree = self.yaml("locales/languages.yaml")
        return check_languages(tree, self.schemas, self.reporter) if tree else None

    def rules(self) -> tuple[RecordSchema | None, RuleBook | None]:
        paths = self.workspace.names(f"rules/{self.name}", "*.rules")
        if not paths:
            message = f"no rule file in `rules/{self.name}/`"
            self.reporter.error(Code.FILE_NOT_FOUND, message, None, "a report needs at least one file *.rules")
            return None, None
        sources = [self.workspace.source(path) for path in paths]
        schema = schema_of(self.workspace.source(f"schemas/{_record_name(sources)}.schema.json"))
        before = len(self.reporter.found)
        book = parse_rules(sources, schema, self.reporter)
        if book is not None:
            check_rules(book, schema, self.reporter, release=self.release)
            if provable(book, self.reporter.found[before:]):
                self.provable = (book, schema)
        return schema, book if not self.reporter.failed or (self.anyhow and self.provable) else None

    def catalogues(self, languages: Sequence[Language]) -> Mapping[str, Catalogue]:
        found: dict[str, Catalogue] = {}
        for language in languages:
            path = f"locales/{language.code}/{self.name}.po"
            if self.workspace.find(path):
                catalogue = parse_catalogue(self.workspace.source(path), language.code, self.reporter)
                if catalogue is not None:
                    found[language.code] = catalogue
        return found

    def image(self, name: str, span: Span) -> bytes | None:
        path = _beside(f"layouts/{self.name}", name)
        data = self.workspace.data(path)
        if data is None:
            self.reporter.error(Code.FILE_NOT_FOUND, f"no picture `{path}`", span, "check the spelling")
            return None
        from scorepress.components.image import check_image

        problem = check_image(data)
        if problem is not None:
            self.reporter.error(Code.IMAGE, f"`{path}`: {problem}", span, "save it as a PNG or JPEG file")
            return None
        return data


def _record_name(sources: Sequence[Source]) -> str:
    found = next((m for source in sources if (m := _RECORD.search(source.text))), None)
    return found[1] if found else "student-record"


def _beside(folder: str, name: str) -> str:
    """A path relative to a folder; `..` is followed, and cannot lead out of the project."""
    parts: list[str] = []
    for part in PurePosixPath(folder, name).parts:
        if part == "..":
            if parts:
                parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def template_sentences(template: Template) -> tuple[Sentence, ...]:
    """Every sentence of a report that translators see, rules first, then report and pages in reading order."""
    found: list[Sentence] = [*collect_rule_sentences(template.book)]
    for text in (template.title, template.document_title):
        found += _sentences(text)
    for page in template.pages:
        for region in page.regions:
            found += _sentences((region.title, region.blocks))
    return tuple({(s.context, s.text): s for s in reversed(found)}.values())[::-1]


def _sentences(prop: object) -> list[Sentence]:
    texts = (one for one in within(prop) if isinstance(one, TextTemplate))
    return [found for text in texts if (found := sentence_of(text.context, text.wording, text.span))]


def load_formats(workspace: Workspace, schema: RecordSchema, reporter: Reporter) -> tuple[Format, ...]:
    """The mapping files of a project; what is wrong in them goes to the reporter."""
    found: list[Format] = []
    for path in workspace.names("schemas/formats", "*.yaml"):
        mapping = format_of(workspace.source(path), schema, reporter)
        twin = next((other for other in found if mapping and other.name == mapping.name), None)
        if mapping and twin:
            message = f"two mapping files have the name `{mapping.name}`"
            hint = f"the other one is `{twin.span.path}`; rename one"
            reporter.error(Code.DUPLICATE_NAME, message, mapping.span, hint)
        elif mapping:
            found.append(mapping)
    return tuple(found)


def load_samples(workspace: Workspace, schema: RecordSchema) -> SampleBook:
    """What invented students are made of. Raises ScorepressError when the file is missing or has an error."""
    reporter = Reporter()
    book = samples_of(workspace.source("schemas/samples.yaml"), schema, reporter)
    if book is None:
        raise ScorepressError(reporter.found)
    return book


def load_plan(workspace: Workspace, template: Template) -> RecordPlan:
    """How the records of a template are completed."""
    return parse_record_plan(workspace.source(f"schemas/{template.book.record}.schema.json"))


def load_provable(workspace: Workspace, name: str) -> tuple[Template | None, tuple[RuleBook, RecordSchema] | None]:
    """A report as far as it can be read, whatever `check_report` has against it: its template, and its rules.

    None for what cannot be made of the files.
    """
    loader = _Loader(workspace, name, Reporter(), anyhow=True)
    try:
        return loader.template(), loader.provable
    except ScorepressError:
        return None, loader.provable


def check_report(
    workspace: Workspace,
    name: str,
    *,
    release: bool = False,
    accept_open_questions: bool = False,
    before: Callable[[str], Source | None] | None = None,
) -> tuple[Diagnostic, ...]:
    """Everything that can be said of a report without a student: files, names, types, wording, the proof, examples.

    release: drafts, gaps in translations, rows without an example and questions without an answer count.
    accept_open_questions: the last of them do not. before: gives project files as they were before the change at hand.
    """
    reporter = Reporter()
    loader = _Loader(workspace, name, reporter, release=release)
    try:
        template = loader.template()
        if template is not None:
            load_formats(workspace, template.schema, reporter)
            load_samples(workspace, template.schema)
    except ScorepressError as error:
        return (*reporter.found, *(d for d in error.diagnostics if d not in reporter.found))
    if loader.provable is not None:
        proof = prove_rules(*loader.provable, reporter, template)
        book, schema = loader.provable
        older = before(f"schemas/{book.record}.schema.json") if before else None
        if older is not None:
            compare_schemas(book, older, schema, reporter)
        if proof is not None:
            reporter.found += unreached_rows(proof, release=release)
            if template is not None and not reporter.failed:
                _check_fit(workspace, template, proof, reporter)
        if release and not accept_open_questions:
            reporter.found += open_questions(loader.provable[0])
    return tuple(_for_release(d) if release else d for d in reporter.found)


def _check_fit(workspace: Workspace, template: Template, proof: Proof, reporter: Reporter) -> None:
    """Report what does not fit. That all fits is kept until a file of the report changes."""
    sheet = template.printing.separator_name if template.printing else None
    others = set(workspace.folders("layouts")) - {template.name, *(sheet or "").split("/")}
    cache = Cache(workspace)
    key = cache.key(f"fit of {template.name}", others)
    if cache.get(key) == _FITS:
        return
    before = len(reporter.found)
    check_fit(template, proof, reporter)
    if len(reporter.found) == before:
        cache.put(key, _FITS)


def _for_release(diagnostic: Diagnostic) -> Diagnostic:
    """What is left unapproved keeps a report from its release; it is read on all the same, so that all is told."""
    draft = diagnostic.code in (Code.DRAFT_WORDING, Code.MISSING_SOURCE)
    return replace(diagnostic, severity=Severity.ERROR) if draft else diagnostic

"""Tags into a PDF: structure tree, marked content, links, metadata, the meaning of colours.

What is written makes the file PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2). cairo's own tags are not used: they
differ between its versions, and know no alternative texts.
"""

from collections.abc import Sequence
from itertools import groupby

from scorepress.export.objects import OpenPdf
from scorepress.export.tags import Tag, TaggedPage
from scorepress.export.tags_bookmarks import Heading, bookmarks
from scorepress.export.tags_content import mark_content
from scorepress.export.tags_metadata import About, srgb_profile, xmp_packet
from scorepress.export.tags_objects import PdfName, Ref, Value
from scorepress.export.tags_values import (
    DATES,
    about_values,
    box_values,
    element_values,
    intent_values,
    link_values,
    unique_id,
)


def write_tags(pdf: bytes, pages: Sequence[TaggedPage], about: About) -> bytes:
    """Give a PDF that cairo drew its tags; the same input gives the same bytes.

    pages: what was drawn, in its order. Raises AssertionError when drawing and tags do not agree.
    """
    writer = _Writer(OpenPdf(pdf), about)
    return writer.write(pages)


class _Writer:
    """Writes into one open document. objects: what it makes, until all is known of each."""

    def __init__(self, file: OpenPdf, about: About) -> None:
        self.file = file
        self.about = about
        self.objects: dict[Ref, dict[str, Value]] = {}
        self.root = self.new(Type=PdfName("StructTreeRoot"))
        self.parents: dict[int, Value] = {}
        self.ids: dict[str, Ref] = {}
        self.marks: list[tuple[Ref, str]] = []
        self.headings: list[Heading] = []
        self.links = 0

    def new(self, **values: Value) -> Ref:
        """A new object, to which more may be added."""
        ref = self.file.new()
        self.objects[ref] = values
        return ref

    def write(self, pages: Sequence[TaggedPage]) -> bytes:
        """Write everything."""
        if len(pages) != len(self.file.pages):
            raise AssertionError(f"{len(self.file.pages)} pages were drawn, and {len(pages)} are tagged")
        self.links = len(pages)
        whole = self.element(Tag("Document", lang=self.about.lang), self.root)
        groups = [list(group) for _, group in groupby(pages, key=lambda page: page.lang)]
        parts = [self.part(group, whole, alone=len(groups) == 1) for group in groups]
        self.objects[whole]["K"] = [kid for part in parts for kid in part]
        for element, note in self.marks:
            self.objects[element]["Ref"] = [self.ids[note]]
        self.tree(whole)
        outline = bookmarks(self.headings, self.new, self.objects)
        self.file.put(self.file.root, {"Outlines": outline} if outline else {})
        self.properties(pages)
        self.file.number_glyphs()
        for ref, values in self.objects.items():
            self.file.put(ref, values)
        return self.file.save()

    # --- structure ----------------------------------------------------------------------------------------------------

    def part(self, pages: list[TaggedPage], whole: Ref, *, alone: bool) -> list[Ref]:
        """The pages of one language: a part of its own, unless the document speaks no other."""
        lang = pages[0].lang
        if alone and lang == self.about.lang:
            return [kid for page in pages for kid in self.page(page, whole)]
        part = self.element(Tag("Part", lang=lang, title=pages[0].title), whole)
        self.objects[part]["K"] = [kid for page in pages for kid in self.page(page, part)]
        return [part]

    def page(self, page: TaggedPage, parent: Ref) -> list[Ref]:
        """Tag a page: its content, its elements, its place in the ParentTree. Give its elements."""
        key = page.number - 1
        sheet = self.file.pages[key]
        owners: dict[int, Ref] = {}
        links: list[Ref] = []
        kids = [self.tag(tag, parent, page, owners, links) for tag in page.tags]
        content = self.file.stream(mark_content(self.file.content(sheet), page.marks))
        annotations = {"Annots": links, "Tabs": PdfName("S")} if links else {}
        self.file.put(sheet, {"Contents": content, "StructParents": key, **annotations})
        self.parents[key] = [owners[mcid] for mcid in range(len(owners))]
        return kids

    def tag(self, tag: Tag, parent: Ref, page: TaggedPage, owners: dict[int, Ref], links: list[Ref]) -> Ref:
        """One element with all that is in it. owners: fills with the element of each MCID; links: with annotations."""
        element = self.element(tag, parent)
        values = self.objects[element]
        kids: list[Value] = []
        for kid in tag.kids:
            if isinstance(kid, int):
                owners[kid] = element
                values["Pg"] = self.file.pages[page.number - 1]
            kids.append(kid if isinstance(kid, int) else self.tag(kid, element, page, owners, links))
        if tag.href is not None:
            links.append(self.link(tag, element, page))
            kids.append({"Type": PdfName("OBJR"), "Obj": links[-1], "Pg": self.file.pages[page.number - 1]})
        if kids:
            values["K"] = kids[0] if len(kids) == 1 else kids
        if tag.box is not None:
            values["A"] = box_values(tag.box, page.height)
        if tag.refers:
            self.marks.append((element, unique_id(tag.refers, page.number)))
        if tag.id:
            values["ID"] = unique_id(tag.id, page.number)
            self.ids[values["ID"]] = element
        if tag.kind in ("H1", "H2"):
            self.headings.append(Heading(int(tag.kind[1]), tag.text, page, self.file.pages[page.number - 1], element))
        return element

    def element(self, tag: Tag, parent: Ref) -> Ref:
        """A structure element without kids."""
        return self.new(**element_values(tag), P=parent)

    def link(self, tag: Tag, element: Ref, page: TaggedPage) -> Ref:
        """The annotation that makes a link work."""
        key, self.links = self.links, self.links + 1
        self.parents[key] = element
        return self.new(**link_values(tag, page.height), StructParent=key, P=self.file.pages[page.number - 1])

    def tree(self, whole: Ref) -> None:
        """The root of the structure, with the ways from content and from ids to elements."""
        root = self.objects[self.root]
        numbers = [item for key in sorted(self.parents) for item in (key, self.parents[key])]
        root |= {"K": whole, "ParentTree": self.new(Nums=numbers), "ParentTreeNextKey": self.links}
        if self.ids:
            names = [item for key in sorted(self.ids) for item in (key, self.ids[key])]
            root["IDTree"] = {"Kids": [self.new(Names=names, Limits=[min(self.ids), max(self.ids)])]}
        self.file.put(self.file.root, {"StructTreeRoot": self.root, "MarkInfo": {"Marked": True}})

    # --- properties ---------------------------------------------------------------------------------------------------

    def properties(self, pages: Sequence[TaggedPage]) -> None:
        """Title, languages, dates, metadata, colours."""
        about, file = self.about, self.file
        languages = tuple(dict.fromkeys((about.lang, *(page.lang for page in pages))))
        xmp = xmp_packet(about, languages, file.producer)
        metadata = file.stream(xmp, packed=False, Type=PdfName("Metadata"), Subtype=PdfName("XML"))
        profile = file.stream(srgb_profile(), N=3, Alternate=PdfName("DeviceRGB"))
        file.drop(file.info, DATES)  # cairo's
        file.put(file.info, about_values(about))
        file.put(
            file.root,
            {
                "Lang": about.lang,
                "ViewerPreferences": {"DisplayDocTitle": True},
                "Metadata": metadata,
                "OutputIntents": [intent_values(profile)],
            },
        )

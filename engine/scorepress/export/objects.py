"""PDF files as objects, and objects as plain values: the one door to pikepdf."""

import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, OutlineItem, Stream, String

from scorepress.export.tags_objects import Instruction, ObjectFile, PdfName, Ref, Value
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity

_READ: Final = "BDC BMC EMC Tf Tj TJ ' \""
"""The operators that mark content and write text; a reader needs no others."""


_DAMAGE: Final = (
    pikepdf.PdfError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError
)  # fmt: skip
"""What the library may say of an object that is damaged: anything."""


class OpenPdf:
    """A PDF that is being changed. It is known by references and plain values."""

    def __init__(self, pdf: bytes) -> None:
        """Open a PDF that another part of the program has made."""
        self._pdf = pikepdf.open(io.BytesIO(pdf))
        self._objects: dict[int, Object] = {}
        for item in self._pdf.objects:
            if isinstance(item, Stream):
                _end_well(item)

    @cached_property
    def pages(self) -> tuple[Ref, ...]:
        """The pages, in order."""
        return tuple(self._known(page.obj) for page in self._pdf.pages)

    @property
    def producer(self) -> str:
        """Who made the PDF."""
        return str(self._pdf.docinfo.get("/Producer", ""))

    @cached_property
    def root(self) -> Ref:
        """The catalog."""
        return self._known(self._pdf.Root)

    @cached_property
    def info(self) -> Ref:
        """The document's properties."""
        return self._known(self._pdf.docinfo)

    def content(self, page: Ref) -> bytes:
        """The content of a page."""
        return bytes(self._objects[page.number].Contents.get_stream_buffer())

    def new(self) -> Ref:
        """An object of its own, a dictionary still empty."""
        return self._known(self._pdf.make_indirect(Dictionary()))

    def stream(self, data: bytes, *, packed: bool = True, **values: Value) -> Ref:
        """A stream. Metadata are not packed, so that tools that know no PDF can find them."""
        made = self._pdf.make_stream(data)
        if packed:
            made.write(zlib.compress(data, 9), filter=Name.FlateDecode)
            _end_well(made)
        ref = self._known(made)
        self.put(ref, values)
        return ref

    def put(self, ref: Ref, values: Mapping[str, Value]) -> None:
        """Set keys of an object."""
        target = self._objects[ref.number]
        for key, value in values.items():
            target[f"/{key}"] = self._made(value)

    def drop(self, ref: Ref, keys: Iterable[str]) -> None:
        """Take keys of an object away, if they are there."""
        target = self._objects[ref.number]
        for key in keys:
            if f"/{key}" in target:
                del target[f"/{key}"]

    def number_glyphs(self) -> None:
        """Say of each composite TrueType font that its glyphs are numbered as its characters; cairo leaves it out."""
        for page in self._pdf.pages:
            for font in page.resources.get("/Font", {}).values():
                for inner in font.get("/DescendantFonts", ()):
                    if inner.Subtype == Name.CIDFontType2:
                        inner.CIDToGIDMap = Name.Identity

    def save(self) -> bytes:
        """The file, with no stream that ends in a carriage return; the same changes give the same bytes.

        PDF/A wants the length of a stream to end where the line end before `endstream` begins, and who looks from there
        takes a carriage return to be a part of the line end. One file in ten would have such a stream.
        """
        file = self._saved()
        for key in ("/MarkInfo", "/ViewerPreferences"):
            if b"\r\nendstream" in file:
                # A stream that is made while saving. With one more object, all numbers in it are others.
                self._pdf.Root[key] = self._pdf.make_indirect(self._pdf.Root[key])
                file = self._saved()
        return file

    def _saved(self) -> bytes:
        out = io.BytesIO()
        mode = ObjectStreamMode.generate
        self._pdf.save(out, min_version="1.7", object_stream_mode=mode, deterministic_id=True)
        return out.getvalue()

    def _known(self, item: Object) -> Ref:
        number = item.objgen[0]
        self._objects[number] = item
        return Ref(number)

    def _made(self, value: Value) -> Any:
        match value:
            case Ref(number):
                return self._objects[number]
            case PdfName():
                return Name(f"/{value}")
            case str():
                return String(value)
            case list() | tuple():
                return Array([self._made(item) for item in value])
            case dict():
                return Dictionary({f"/{key}": self._made(item) for key, item in value.items()})
        return value


class JoinedPdf:
    """Many PDFs as one, to be printed: pages and bookmarks, laid out for sheets with two sides.

    The structure of the files does not come along: paper has none, and who needs it is given the file of one student.
    """

    def __init__(self, title: str, lang: str) -> None:
        """title: the document's name. lang: BCP 47, its language."""
        self._pdf = pikepdf.new()
        self._marks: list[tuple[str, int]] = []
        preferences = {"/DisplayDocTitle": True, "/Duplex": Name.DuplexFlipLongEdge, "/PrintScaling": Name("/None")}
        self._pdf.Root.ViewerPreferences = Dictionary(preferences)
        self._pdf.Root.Lang = String(lang)
        self._pdf.docinfo["/Title"] = String(title)

    @property
    def pages(self) -> int:
        """How many pages there are, blank ones included."""
        return len(self._pdf.pages)

    def add(self, pdf: bytes, bookmark: str | None = None) -> None:
        """Append the pages of a PDF, on sheets of their own. bookmark: leads to the first of them."""
        if bookmark is not None:
            self._marks.append((bookmark, self.pages))
        with pikepdf.open(io.BytesIO(pdf)) as other:
            for page in other.pages:
                self._pdf.pages.append(page)
                for key in ("/StructParents", "/Tabs"):
                    if key in self._pdf.pages[-1]:
                        del self._pdf.pages[-1][key]
            if self.pages % 2:
                size = self._pdf.pages[-1].mediabox
                self._pdf.add_blank_page(page_size=(float(size[2]), float(size[3])))

    def save(self) -> bytes:
        """The file; the same pages give the same bytes."""
        with self._pdf.open_outline() as outline:
            outline.root.extend(OutlineItem(words, number) for words, number in self._marks)
        out = io.BytesIO()
        self._pdf.save(out, min_version="1.7", object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
        return out.getvalue()


def _end_well(stream: Any) -> None:
    """Let a packed stream not end in a carriage return; what follows the end of the data in it is not read."""
    data = stream.read_raw_bytes()
    if data.endswith(b"\r") and "/Filter" in stream:
        stream.write(data + b"\n", filter=stream.Filter, decode_parms=stream.get("/DecodeParms"))


def write_protected(pdf: bytes, *, user: str, owner: str, rewrite: Callable[[bytes], bytes]) -> bytes:
    """A PDF again, encrypted with AES-256 (revision 6). rewrite: what becomes of its metadata, which stay readable.

    Everything may be done with the file that needs no change of it: reading aloud, copying, printing. A damaged file is
    not repaired, since half a report would look whole. Raises ScorepressError: FILE_NOT_READABLE, PASSWORD.
    """
    allow = pikepdf.Permissions(modify_annotation=False, modify_form=False, modify_other=False)
    with (
        _readable("the file is protected with a password already", "seal the open file that it was made of"),
        pikepdf.open(io.BytesIO(pdf), attempt_recovery=False) as document,
    ):
        if "/Metadata" in document.Root:
            document.Root.Metadata.write(rewrite(bytes(document.Root.Metadata.get_stream_buffer())))
        out = io.BytesIO()
        protection = pikepdf.Encryption(owner=owner, user=user, R=6, aes=True, metadata=False, allow=allow)
        document.save(out, encryption=protection, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def read_objects(pdf: bytes, *, password: str = "", decoded: bool = False) -> ObjectFile:
    """Read a finished PDF as plain values.

    password: of a protected file. decoded: give the pages' content as bytes, not as instructions. Raises
    ScorepressError: FILE_NOT_READABLE when it is no PDF, PASSWORD when the password is another.
    """
    fact = "the password is not the file’s" if password else "the file is protected with a password"
    hint = "name the file of its passwords with `--secrets`"
    with _readable(fact, hint), pikepdf.open(io.BytesIO(pdf), password=password) as document:
        return _objects(document, decoded=decoded)


def opens(pdf: bytes) -> bool:
    """Whether a PDF opens without a password. What is no PDF does not."""
    try:
        pikepdf.open(io.BytesIO(pdf)).close()
    except (pikepdf.PasswordError, *_DAMAGE):
        return False
    return True


@contextmanager
def _readable(fact: str, hint: str) -> Iterator[None]:
    """Tell what is wrong with a PDF as a diagnostic. fact, hint: of one whose password is another."""
    try:
        yield
    except pikepdf.PasswordError as error:
        raise ScorepressError([Diagnostic(Code.PASSWORD, Severity.ERROR, fact, None, (), (hint,))]) from error
    except _DAMAGE as error:
        message = "the file is not a PDF that can be read: it is damaged, or something else"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_READABLE, Severity.ERROR, message)]) from error


def _objects(document: pikepdf.Pdf, *, decoded: bool) -> ObjectFile:
    objects: dict[int, Value] = {}
    cmaps: dict[int, bytes] = {}
    for item in document.objects:
        objects[item.objgen[0]] = _plain(item, top=True)
        if isinstance(item, Dictionary) and "/ToUnicode" in item:
            cmaps[item.ToUnicode.objgen[0]] = bytes(item.ToUnicode.get_stream_buffer())
    root = {**_plain(document.Root, top=True), "Info": _plain(document.docinfo, top=True)}
    numbers = tuple(page.obj.objgen[0] for page in document.pages)
    if decoded:
        return ObjectFile(objects, root, numbers, (), cmaps, tuple(map(_content, document.pages)))
    return ObjectFile(objects, root, numbers, tuple(map(_instructions, document.pages)), cmaps)


def _content(page: pikepdf.Page) -> bytes:
    """The content of a page, which may stand in several streams."""
    held = page.obj.get("/Contents", Array())
    streams = held if isinstance(held, Array) else [held]
    return b"\n".join(bytes(stream.get_stream_buffer()) for stream in streams)


def _instructions(page: pikepdf.Page) -> tuple[Instruction, ...]:
    steps = pikepdf.parse_content_stream(page, operators=_READ)
    return tuple(
        Instruction(tuple(_plain(operand, text=bytes) for operand in step.operands), str(step.operator))
        for step in steps
    )


def _plain(value: Any, *, top: bool = False, text: type[str | bytes] = str) -> Value:
    """A value of a file; what it refers to is left where it is, unless it is the value itself (top)."""
    if not isinstance(value, Object):
        return value
    if value.is_indirect and not top:
        return Ref(value.objgen[0])
    if isinstance(value, Array):
        return [_plain(item, text=text) for item in value]
    if isinstance(value, Dictionary | Stream):
        return {key[1:]: _plain(item, text=text) for key, item in value.items()}
    return PdfName(str(value)[1:]) if isinstance(value, Name) else text(value)

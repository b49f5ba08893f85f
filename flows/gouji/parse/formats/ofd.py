"""OFD (GB/T 33190, a ZIP of XML) -> paragraphs and grids: characters and ruling lines by their places, as in PDF.

What a page shows is drawn anew each time: its templates, its own layers, notes typed onto it. Text stands in
TextCode whatever glyphs the font draws for it.
"""

from collections.abc import Iterator
from functools import partial
from posixpath import dirname, join, normpath
from typing import NamedTuple

from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.document import FILE, PICTURE, Document, Link
from gouji.parse.files.pictures import shows_through
from gouji.parse.files.zip_package import ENCRYPTED, Package
from gouji.parse.page.drawn_page import DrawnPage
from gouji.parse.page.reading_order import read_pages, title_hints
from gouji.parse.page.vector_paths import UNMAPPED_CHARACTERS

from .odf import name_of
from .ofd_objects import Canvas, Matrix, numbers, place

MAX_PICTURE_BYTES = 60_000_000
MAX_PAGES = 200
MAX_ATTACHED_BYTES = 30_000_000  # bytes of a picture or attached file
MAX_DEPTH = 10  # of blocks and composites in each other
MIN_PAGE_CHARACTERS = 20  # characters of a page; with fewer and a picture it is a scan
MIN_LOST_SHARE = 0.3  # share of characters without meaning from which a file cannot be read
POINTS_PER_MM = 72 / 25.4  # in a millimetre
A4_BOX_MM = [0.0, 0.0, 210.0, 297.0]
_NO_TEXT = frozenset({"watermark", "stamp", "link"})  # kinds of notes


def read_ofd(data: bytes) -> Document:
    """Paragraphs and tables of an OFD; raises UnreadableDocument for one without text, locked or broken."""
    package = Package(data)
    root = package.xml("OFD.xml")
    if package.is_encrypted() or any(name_of(child) == "Encryptions" for child in root.iter("*")):
        raise UnreadableDocument(ENCRYPTED)
    pages: list[DrawnPage] = []
    links: list[Link] = []
    meta = ""
    for body in _children(root, "DocBody"):
        where = _text(body, "DocRoot")
        if not where or where.lstrip("/") not in package:
            raise UnreadableDocument(
                f"OFD.xml 指向的「{where}」不在文件中，文件可能已损坏，请向报送单位重新索取。 The document part is missing."
            )
        meta = meta or _text(body, "DocInfo/Title")
        pages += _Body(package, where.lstrip("/"), links).pages(len(pages))
    warnings = _page_warnings(pages, links)
    blocks = read_pages(pages)
    warnings += dict.fromkeys(warning for page in pages for warning in page.warnings)
    links = [
        link._replace(at=len(blocks), content=partial(package.read, link.name, MAX_ATTACHED_BYTES)) for link in links
    ]
    return Document(blocks, title_hints(blocks, meta), [], warnings, links)


def _page_warnings(pages: list[DrawnPage], links: list[Link]) -> list[str]:
    total = sum(len(page.glyphs) for page in pages)
    if not total and not links:
        raise UnreadableDocument(
            "OFD 中没有文字，也没有图片，请向报送单位重新索取。 Neither text nor pictures in the file."
        )
    lost = {p.number: n for p in pages if (n := sum(UNMAPPED_CHARACTERS.match(g.text) is not None for g in p.glyphs))}
    if sum(lost.values()) > MIN_LOST_SHARE * max(total, 1):
        raise UnreadableDocument(
            "OFD 的文字没有编码，取出的是乱码，请向报送单位索取 Word 或重新生成的 OFD。 The text has no character codes."
        )
    return [f"OFD 第{n}页有 {count} 个字符没有对应的文字，请对照原件" for n, count in lost.items()]


class _Part(NamedTuple):
    """An XML part and the name it has in the package, from which its own references count."""

    name: str
    root: etree._Element


class _Body:
    """One document of the package: its pages, with the templates and resources they use."""

    def __init__(self, package: Package, name: str, links: list[Link]) -> None:
        self.package, self.links = package, links
        self.document = _Part(name, package.xml(name))
        common = next(_children(self.document.root, "CommonData"), self.document.root)
        self.area = _box(next(_children(common, "PageArea"), None)) or A4_BOX_MM
        self.templates = {t.get("ID"): t.get("BaseLoc") or "" for t in _children(common, "TemplatePage")}
        self.files: dict[str | None, str] = {}
        self.composites: dict[str | None, etree._Element] = {}
        self.params: dict[str | None, etree._Element] = {}  # of drawing
        for each in (*_children(common, "PublicRes"), *_children(common, "DocumentRes")):
            self._resources(self._part(self.document, each.text))
        self.notes = dict(self._notes())
        if listed := self._listed("Attachments"):
            named = [self._resolved(listed, _text(each, "FileLoc")) for each in _children(listed.root, "Attachment")]
            links.extend(Link(name, FILE, 0) for name in named if name)

    def pages(self, before: int) -> Iterator[DrawnPage]:
        """`before`: pages of the documents before this one."""
        listed = [page for pages in _children(self.document.root, "Pages") for page in _children(pages, "Page")]
        if not 0 < before + len(listed) <= MAX_PAGES:
            raise UnreadableDocument(
                f"OFD 有 {before + len(listed)} 页（应为 1 至 {MAX_PAGES} 页），不像一份年度报告，请核对所收文件。"
                " Page count out of range."
            )
        for number, page in enumerate(listed, before + 1):
            part = self._part(self.document, page.get("BaseLoc"))
            if part is None:
                raise UnreadableDocument(
                    f"OFD 第 {number} 页「{page.get('BaseLoc')}」不在文件中，文件可能已损坏，请向报送单位重新索取。"
                    f" Page {number} is missing."
                )
            yield self._page(part, number, page.get("ID"))

    def _page(self, part: _Part, number: int, mark: str | None) -> DrawnPage:
        for each in _children(part.root, "PageRes"):
            self._resources(self._part(part, each.text))
        left, top, wide, high = _box(next(_children(part.root, "Area"), None)) or self.area
        canvas = Canvas(number)
        canvas.params = self.params
        outer: Matrix = (POINTS_PER_MM, 0.0, 0.0, POINTS_PER_MM, -left * POINTS_PER_MM, -top * POINTS_PER_MM)
        used = [(template.get("ZOrder"), template.get("TemplateID")) for template in _children(part.root, "Template")]
        below = [mark for order, mark in used if order != "Foreground"]
        above = [mark for order, mark in used if order == "Foreground"]
        for shared in (*map(self._template, below), part, *map(self._template, above)):
            if shared is not None:
                self._draw(canvas, _children(shared.root, "Content"), outer, 0)
        for appearance in self.notes.get(mark, ()):
            self._draw(canvas, [appearance], place(appearance, outer), 0)
        return canvas.page(wide * POINTS_PER_MM, high * POINTS_PER_MM)

    def _template(self, mark: str | None) -> _Part | None:
        return self._part(self.document, self.templates.get(mark))

    def _draw(
        self,
        canvas: Canvas,
        parents: Iterator[etree._Element] | list[etree._Element],
        outer: Matrix,
        depth: int,
        param: str | None = None,
    ) -> None:
        """`param`: the drawing parameters of the layer."""
        if depth > MAX_DEPTH:
            return
        for parent in parents:
            for child in _in_order(parent):
                kind = name_of(child)
                if kind == "TextObject":
                    canvas.text(child, outer, param)
                elif kind == "PathObject":
                    canvas.path(child, outer, param)
                elif kind == "ImageObject":
                    file = self.files.get(child.get("ResourceID"))
                    if file and file not in {link.name for link in self.links}:
                        self.links.append(Link(file, PICTURE, 0))
                    if file:
                        hides = not shows_through(self.package.read(file, MAX_PICTURE_BYTES))
                        canvas.image(child, outer, hides=hides)
                elif kind in ("CompositeObject", "CompositeGraphicUnit"):
                    unit = self.composites.get(child.get("ResourceID"))
                    if unit is not None:
                        self._draw(canvas, _children(unit, "Content"), place(child, outer), depth + 1, param)
                elif kind in ("Layer", "PageBlock"):
                    self._draw(canvas, [child], outer, depth + 1, child.get("DrawParam") or param)

    def _resources(self, part: _Part | None) -> None:
        """Remember the files and drawings that a resource part lists."""
        if part is None:
            return
        base = part.root.get("BaseLoc") or ""
        for medium in part.root.iter("{*}MultiMedia"):
            if (file := self._resolved(part, join(base, _text(medium, "MediaFile")))) is not None:
                self.files[medium.get("ID")] = file
        for unit in part.root.iter("{*}CompositeGraphicUnit", "{*}CompositeGraphicsUnit"):
            self.composites[unit.get("ID")] = unit
        for param in part.root.iter("{*}DrawParam"):
            self.params[param.get("ID")] = param

    def _notes(self) -> Iterator[tuple[str | None, list[etree._Element]]]:
        """(page, what its visible notes show), without seals and watermarks."""
        listed = self._listed("Annotations")
        for page in _children(listed.root, "Page") if listed else ():
            part = self._part(listed, _text(page, "FileLoc")) if listed else None
            notes = part.root.iter("{*}Annot") if part else ()
            yield (
                page.get("PageID"),
                [
                    appearance
                    for note in notes
                    if (note.get("Type") or "").lower() not in _NO_TEXT and note.get("Visible") not in ("false", "0")
                    for appearance in _children(note, "Appearance")
                ],
            )

    def _listed(self, kind: str) -> _Part | None:
        return self._part(self.document, _text(self.document.root, kind))

    def _part(self, base: _Part, name: str | None) -> _Part | None:
        resolved = self._resolved(base, name)
        return _Part(resolved, self.package.xml(resolved)) if resolved else None

    def _resolved(self, base: _Part, name: str | None) -> str | None:
        """An entry by its name in another part: from the root with a leading /, else from that part's folder; some
        writers count from the folder of the document all the same."""
        if not name or not name.strip():
            return None
        for folder in (dirname(base.name), dirname(self.document.name), ""):
            path = normpath(join("/", folder, name.strip())).lstrip("/")
            if path in self.package:
                return path
        return None


def _in_order(parent: etree._Element) -> list[etree._Element]:
    """What lies below first."""
    children = list(parent)
    return sorted(children, key=_layer_rank) if any(name_of(child) == "Layer" for child in children) else children


def _layer_rank(element: etree._Element) -> int:
    """Layers lie over each other by their type, whatever order they are written in."""
    return {"Background": -1, "Foreground": 1}.get(element.get("Type") or "", 0) if name_of(element) == "Layer" else 0


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in parent if name_of(child) == name)


def _text(parent: etree._Element, path: str) -> str:
    """The text of the first element at a path of names; "" without."""
    for name in path.split("/"):
        found = next(_children(parent, name), None)
        if found is None:
            return ""
        parent = found
    return (parent.text or "").strip()


def _box(area: etree._Element | None) -> list[float] | None:
    """Left, top, width and height of a page in millimetres."""
    if area is None:
        return None
    for name in ("PhysicalBox", "CropBox", "ApplicationBox"):
        box = numbers(_text(area, name))
        if len(box) == 4 and box[2] > 0 and box[3] > 0:
            return box
    return None

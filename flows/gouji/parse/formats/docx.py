"""DOCX -> paragraphs and grids: the parts of the package, its main part in word_body.py."""

import re
from functools import partial
from posixpath import join, normpath

from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.document import PICTURE, Document, Link
from gouji.parse.files.zip_package import Package, attribute
from gouji.parse.prose.identity import is_title

from .looks import WHITE
from .word_body import BodyReader
from .word_colours import Theme
from .word_elements import child_of, is_on, local
from .word_shapes import show_bound_values
from .word_styles import Styles

MAX_TITLE_BLOCKS = 30  # blocks that the title of a report stands in
MAX_ATTACHED_BYTES = 30_000_000  # bytes of a picture or embedded file
_ATTACHED = re.compile(r"(?:^|/)media/|(?:^|/)embeddings/.*\.(?:xlsx?|docx?|pdf|ofd)$")


def read_docx(data: bytes) -> Document:
    """Paragraphs and tables of a Word document; raises UnreadableDocument."""
    package = Package(data)
    main = _main_part(package)
    root = package.xml(main)
    body = next((child for child in root if local(child.tag) == "body"), None)
    if body is None:
        raise UnreadableDocument(
            f"「{main}」中没有正文（w:body），文件可能已损坏，请向报送单位重新索取。 The document has no body."
        )
    related = _related(package, main)
    parts = {kind: part for _, kind, _, part in reversed(related)}
    theme = Theme(partial(_part, package, parts.get("theme", "word/theme/theme1.xml")))
    styles = Styles(_part(package, parts.get("styles", "word/styles.xml")), theme)
    if body.find(".//{*}dataBinding") is not None:
        show_bound_values(body, package)
    reader = BodyReader(_shown_parts(related), styles, _paper(package, root, parts, theme))
    document = Document(reader.body(body))
    document.links = [
        link._replace(content=partial(package.read, link.name, MAX_ATTACHED_BYTES)) for link in reader.links
    ]
    seen = {link.name for link in document.links}
    for name in package.entries:
        if "/media/" in name and name not in seen:  # called in a way that is not known here
            document.links.append(
                Link(name, PICTURE, len(document.blocks), partial(package.read, name, MAX_ATTACHED_BYTES))
            )
    unread = [name for name in package.entries if "/embeddings/" in name and name not in seen]
    if unread:
        document.unread.append(f"文档里嵌有 {len(unread)} 个对象，其中的内容未读")
    if any(mark not in reader.parts for chunk in body.iter("{*}altChunk") if (mark := attribute(chunk, "id"))):
        document.unread.append("文档里插入了另一文件（altChunk），其中的内容未读")
    if reader.covers:
        document.unread.append(
            f"文档里有 {reader.covers} 个有底色的图形浮在文字之上，可能盖住表格中的数字，请打开原文核对"
        )
    if reader.controls:
        document.warnings.append(f"文档里有 {reader.controls} 个 ActiveX 控件，所填内容无法读取，请打开原文核对")
    if is_untitled(document):
        document.titles = _titles(package)
    return document


def is_untitled(document: Document) -> bool:
    """Whether its text has no title; that of its properties is often left over from last year, so asked only then."""
    return not any(isinstance(block, str) and is_title(block) for block in document.blocks[:MAX_TITLE_BLOCKS])


def _main_part(package: Package) -> str:
    if "_rels/.rels" in package:
        for relation in package.xml("_rels/.rels"):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                target = (relation.get("Target") or "").lstrip("/")
                if target in package:
                    return target
    if "word/document.xml" in package:
        return "word/document.xml"
    raise UnreadableDocument(
        "压缩结构里没有正文 word/document.xml，不是完整的 Word 文档，请向报送单位重新索取。 No main part."
    )


def _related(package: Package, main: str) -> list[tuple[str, str, str, str]]:
    """(mark, kind, target, part) of what the main part is related to within the package."""
    folder, _, name = main.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in package:
        return []
    found = []
    for relation in package.xml(listed):
        target = relation.get("Target") or ""
        part = normpath(join("/", folder, target)).lstrip("/")
        if relation.get("TargetMode") != "External" and part in package:
            found.append((relation.get("Id") or "", (relation.get("Type") or "").rpartition("/")[2], target, part))
    return found


def _shown_parts(related: list[tuple[str, str, str, str]]) -> dict[str, str]:
    """Parts that a document shows or embeds, by the mark it calls them with."""
    return {mark: part for mark, kind, target, part in related if _ATTACHED.search(target) or kind == "aFChunk"}


def _part(package: Package, name: str) -> etree._Element | None:
    return package.xml(name) if name in package else None


def _paper(package: Package, root: etree._Element, parts: dict[str, str], theme: Theme) -> int:
    """The colour of the page: white, unless the document has one of its own shown."""
    if (background := child_of(root, "background")) is None:
        return WHITE
    settings = _part(package, parts.get("settings", "word/settings.xml"))
    is_shown = settings is not None and is_on(child_of(settings, "displayBackgroundShape"))
    return theme.page(background) if is_shown else WHITE


def _titles(package: Package) -> list[str]:
    if "docProps/core.xml" not in package:
        return []
    texts = (child.text for child in package.xml("docProps/core.xml") if local(child.tag) == "title")
    return [text for text in texts if text and text.strip()]

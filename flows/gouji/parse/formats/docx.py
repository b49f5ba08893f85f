"""DOCX -> paragraphs and grids: the parts of the package, its main part in word_body.py."""

import re
from functools import partial
from posixpath import join, normpath

from gouji.core.model import UnreadableDocument
from gouji.parse.document import PICTURE, Document, Link
from gouji.parse.files.zip_package import Package, attribute
from gouji.parse.prose.identity import is_title

from .word_body import BodyReader
from .word_paragraphs import local

MAX_TITLE_BLOCKS = 30  # blocks that the title of a report stands in
MAX_ATTACHED_BYTES = 30_000_000  # bytes of a picture or embedded file
_ATTACHED = re.compile(r"(?:^|/)media/|(?:^|/)embeddings/.*\.(?:xlsx?|docx?|pdf|ofd)$")


def read_docx(data: bytes) -> Document:
    """Paragraphs and tables of a Word document; raises UnreadableDocument."""
    package = Package(data)
    main = _main_part(package)
    body = next((child for child in package.xml(main) if local(child.tag) == "body"), None)
    if body is None:
        raise UnreadableDocument(
            f"「{main}」中没有正文（w:body），文件可能已损坏，请向报送单位重新索取。 The document has no body."
        )
    reader = BodyReader(_relations(package, main))
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
        document.warnings.append(f"文档里嵌有 {len(unread)} 个对象，其中的内容未读")
    if any(mark not in reader.parts for chunk in body.iter("{*}altChunk") if (mark := attribute(chunk, "id"))):
        document.warnings.append("文档里插入了另一文件（altChunk），其中的内容未读")
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


def _relations(package: Package, main: str) -> dict[str, str]:
    """Parts that a document shows or embeds, by the mark it calls them with."""
    folder, _, name = main.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in package:
        return {}
    parts = {
        relation.get("Id") or "": normpath(join("/", folder, relation.get("Target") or "")).lstrip("/")
        for relation in package.xml(listed)
        if relation.get("TargetMode") != "External"
        if _ATTACHED.search(relation.get("Target") or "") or (relation.get("Type") or "").endswith("/aFChunk")
    }
    return {mark: part for mark, part in parts.items() if part in package}


def _titles(package: Package) -> list[str]:
    if "docProps/core.xml" not in package:
        return []
    texts = (child.text for child in package.xml("docProps/core.xml") if local(child.tag) == "title")
    return [text for text in texts if text and text.strip()]

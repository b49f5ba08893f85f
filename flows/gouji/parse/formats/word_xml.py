"""Word documents that are one XML file, as document systems write them from templates -> paragraphs and grids.

Two kinds, both mostly named .doc: that of Word 2003, and the parts of a DOCX one after another (flat OPC).
"""

from base64 import b64decode
from binascii import Error as Base64Error
from functools import partial
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document
from gouji.parse.files.zip_package import attribute, parse_xml

from .docx import is_untitled, read_docx
from .word_body import BodyReader
from .word_elements import child_of, local
from .word_styles import Styles


def read_flat_docx(data: bytes) -> Document:
    """Paragraphs and tables of a DOCX that is one XML file, its parts one after another; raises UnreadableDocument."""
    file = BytesIO()
    with ZipFile(file, "w") as parts:
        for part in parse_xml(data, "pkg:package").iter("{*}part"):
            name = attribute(part, "name")
            content = next((child for child in part if local(child.tag) in ("xmlData", "binaryData")), None)
            if name and content is not None:
                parts.writestr(
                    name.lstrip("/"), _binary(content.text) if len(content) == 0 else etree.tostring(content[0])
                )
    return read_docx(file.getvalue())


def read_word_xml(data: bytes) -> Document:
    """Paragraphs and tables of an XML document of Word 2003; raises UnreadableDocument."""
    root = parse_xml(data, "w:wordDocument")
    body = next((child for child in root if local(child.tag) == "body"), None)
    if body is None:
        raise UnreadableDocument("没有正文（w:body），文件可能已损坏，请向报送单位重新索取。 The document has no body.")
    pictures = {name: node for node in body.iter("{*}binData") if (name := attribute(node, "name"))}
    reader = BodyReader({name: name for name in pictures}, Styles(child_of(root, "styles")))
    document = Document(reader.body(body))
    document.links = [link._replace(content=partial(_binary, pictures[link.name].text)) for link in reader.links]
    if is_untitled(document):
        document.titles = [text for node in root.iterfind("{*}DocumentProperties/{*}Title") if (text := node.text)]
    return document


def _binary(text: str | None) -> bytes:
    try:
        return b64decode(text or "")
    except Base64Error:
        return b""

"""The archive as one WARC file (ISO 28500), for a records office or any web archive.

A page's first copy at an address is a `response` record, each later look that found it unchanged a `revisit`, a file
of the inbox a `resource`. Bodies are stored as they were read, without transfer and content encoding; the headers that
told of these are kept under X-Archive-Orig-. Same archive, same bytes.
"""

import uuid
from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from gouji import __version__

from .archive import archive_path, read_archived
from .log import ARCHIVED, COPY, INBOX, SEARCH, UNCHANGED, Log, LogEntry

_ENCODINGS = ("content-encoding", "transfer-encoding", "content-length")
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:gouji:archive")


def export_warc(home: Path, file: Path) -> int:
    """Write every archived observation to `file` (.warc.gz is compressed), in order of time; returns the records.

    Raises FileExistsError rather than write over a file.
    """
    if file.exists():
        raise FileExistsError(f"{file} 已存在，请换一个文件名。 The file exists: choose another name.")
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as out:
            writer = WARCWriter(out, gzip=file.suffix == ".gz")
            count = 0
            for record in _records(writer, home):
                writer.write_record(record)
                count += 1
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return count


def _records(writer: WARCWriter, home: Path) -> Iterator[Any]:
    entries = [e for e in Log(home) if e.document_id and e.role not in (SEARCH, COPY)]
    first = _date(entries[0]) if entries else "1970-01-01T00:00:00Z"
    info = f"software: gouji {__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
    yield writer.create_warc_record(
        "urn:gouji:archive",
        "warcinfo",
        payload=BytesIO(info),
        length=len(info),
        warc_content_type="application/warc-fields",
        warc_headers_dict={"WARC-Date": first, "WARC-Record-ID": _identifier("warcinfo", first)},
    )
    seen: dict[tuple[str, str], LogEntry] = {}
    for entry in entries:
        document_id = entry.document_id or ""
        before = seen.get((entry.address, document_id))
        if entry.state == UNCHANGED and before:
            yield _revisit(writer, entry, before)
        elif entry.state in (ARCHIVED, UNCHANGED):
            seen[entry.address, document_id] = entry
            yield _response_record(writer, entry, read_archived(home, archive_path(document_id)))


def _response_record(writer: WARCWriter, entry: LogEntry, data: bytes) -> Any:
    record_type = "resource" if entry.role == INBOX else "response"
    return writer.create_warc_record(
        _uri(entry),
        record_type,
        payload=BytesIO(data),
        length=len(data),
        warc_content_type="application/octet-stream" if entry.role == INBOX else "",
        http_headers=None if entry.role == INBOX else _http(entry),
        warc_headers_dict=_headers(entry),
    )


def _revisit(writer: WARCWriter, entry: LogEntry, before: LogEntry) -> Any:
    headers = _headers(entry) | {
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Refers-To": _identifier(before.address, _date(before)),
        "WARC-Refers-To-Target-URI": _uri(before),
        "WARC-Refers-To-Date": _date(before),
        "WARC-Payload-Digest": f"sha256:{entry.document_id}",
    }
    return writer.create_warc_record(_uri(entry), "revisit", http_headers=_http(entry), warc_headers_dict=headers)


def _headers(entry: LogEntry) -> dict[str, str]:
    return {
        "WARC-Date": _date(entry),
        "WARC-Record-ID": _identifier(entry.address, _date(entry)),
        "WARC-Payload-Digest": f"sha256:{entry.document_id}",
    }


def _http(entry: LogEntry) -> StatusAndHeaders:
    """The status line and headers as received, those on the encoding of the body set aside."""
    status = entry.status or HTTPStatus.OK
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    headers = [(f"X-Archive-Orig-{n}" if n.lower() in _ENCODINGS else n, v) for n, v in entry.headers.items()]
    return StatusAndHeaders(f"{int(status)} {phrase}", headers, protocol="HTTP/1.1")


def _uri(entry: LogEntry) -> str:
    return f"urn:gouji:inbox:{quote(entry.source)}" if entry.role == INBOX else entry.address


def _date(entry: LogEntry) -> str:
    return entry.time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _identifier(address: str, date: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{date} {address}')}>"

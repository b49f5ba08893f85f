"""What happened at the desk: events, each with the digest of the one before, and the state that follows from them.

An event says of one thing (`kind`, `subject`) what it was `before` and what it is `after`; None: it is not there. So
the state is what the last event of each thing says, and nothing else.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

HEAD = "0" * 64  # `previous` of the first event
MAX_NAME_CHARACTERS, MAX_SUBJECT_CHARACTERS, MAX_VALUE_BYTES = 100, 500, 1_000_000

Value = dict[str, Any]  # of JSON: a typed row of one of the desk's modules


class Event(NamedTuple):
    """One decision. `at`: UTC, ISO 8601; `previous`: `digest` of event `seq` - 1."""

    seq: int
    at: str
    who: str
    kind: str
    subject: str
    before: Value | None
    after: Value | None
    note: str
    previous: str
    digest: str


class Entry(NamedTuple):
    """The state of one thing: what event `seq` left of it."""

    kind: str
    subject: str
    seq: int
    at: str
    who: str
    value: Value


class Change(NamedTuple):
    """What shall become of one thing. `seen`: the `seq` of its entry when it was looked at (0: it was not there), which
    refuses the change where it has changed since; None: whatever it is now."""

    kind: str
    subject: str
    after: Value | None
    seen: int | None = None
    note: str = ""


State = dict[tuple[str, str], Entry]


def state_of(events: Iterable[Event]) -> State:
    """The state that events lead to, by kind and subject."""
    state: State = {}
    for event in events:
        key = (event.kind, event.subject)
        if event.after is None:
            state.pop(key, None)
        else:
            state[key] = Entry(*key, event.seq, event.at, event.who, event.after)
    return state


def make_event(seq: int, at: str, who: str, change: Change, before: Value | None, note: str, previous: str) -> Event:
    """The event of a change, with its digest."""
    event = Event(seq, at, who, change.kind, change.subject, before, change.after, note, previous, "")
    return event._replace(digest=_digest(event))


def chain_problem(events: Iterable[Event]) -> str | None:
    """Where events do not follow from one another: altered, removed or put in. None where they do."""
    previous, number = HEAD, 0
    state: dict[tuple[str, str], Value] = {}
    for number, event in enumerate(events, 1):
        key = (event.kind, event.subject)
        if event.seq != number or event.previous != previous or event.digest != _digest(event):
            return f"第 {number} 条与前一条不相衔接：此处曾被改动、删除或插入 / event {number} does not follow from the one before"
        if event.before != state.get(key):
            return f"第 {number} 条所记的原状与此前各条不符 / event {number} tells another state before it"
        state.pop(key, None)
        if event.after is not None:
            state[key] = event.after
        previous = event.digest
    return None


def to_line(event: Event) -> bytes:
    """An event as a line of JSON, without its end."""
    return to_json(event._asdict()).encode()


def from_line(line: bytes) -> Event | None:
    """A line as an event; None for one that was cut short or is none."""
    try:
        values = json.loads(line)
        event = Event(**values)
    except (ValueError, TypeError):
        return None
    texts = (event.at, event.who, event.kind, event.subject, event.note, event.previous, event.digest)
    values_are = (isinstance(value, dict) or value is None for value in (event.before, event.after))
    return event if isinstance(event.seq, int) and all(isinstance(t, str) for t in texts) and all(values_are) else None


def to_json(value: Any) -> str:
    """JSON in one form only, so that equal values have equal digests. Raises TypeError, ValueError for what it has not."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _digest(event: Event) -> str:
    content = {name: value for name, value in event._asdict().items() if name != "digest"}
    return hashlib.sha256(to_json(content).encode("utf-8", "surrogatepass")).hexdigest()

"""What the desk refuses, in words for the office: what is wrong, and what to do."""

from collections.abc import Sequence

from gouji.core.errors import GoujiError

from .events import Event


class DeskError(GoujiError, ValueError):
    """A decision that cannot be taken down."""


class DeskConflict(DeskError):
    """Somebody else changed the same thing meanwhile; `events` say what."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = tuple(events)
        told = "；".join(f"{event.who} 于 {event.at[:16].replace('T', ' ')}（UTC）改过" for event in self.events)
        super().__init__(
            f"您打开以后，这里已有改动，未予保存：{told or '已被删除'}。请看过现在的内容再改。"
            " Changed by somebody else meanwhile: look again, then change it."
        )


class DeskDamaged(DeskError):
    """The file of the desk cannot be trusted."""

"""The system's setting for transparent huge pages, changed for a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTING = Path("/sys/kernel/mm/transparent_hugepage/enabled")


def why_not() -> str | None:
    """Nil when the setting can be changed, else one sentence that says why not."""
    try:
        SETTING.write_text(current())
        return None
    except OSError as error:
        return f"{SETTING} cannot be changed here ({error.strerror}), so Dovecot at its best was not measured"


def current() -> str:
    """The kernel prints all choices, the one in force in brackets."""
    return SETTING.read_text().split("[")[1].split("]")[0]


@contextmanager
def always() -> Iterator[None]:
    before = current()
    SETTING.write_text("always")
    try:
        yield
    finally:
        SETTING.write_text(before)

"""Dovecot's authentication service on the same hashes, from SQLite."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .mailboxes import Mailboxes
from .process import Process, free_port

TEMPLATES = Path(__file__).parent.parent / "peers"


@contextmanager
def dovecot(mailboxes: Mailboxes) -> Iterator[int]:
    """Runs it for the time of the context; gives the port of its authentication protocol."""
    directory = mailboxes.directory / "dovecot"
    if not directory.exists():
        prepare(directory, mailboxes)
    port = free_port()
    fill_in("dovecot.conf", directory, port)
    server = Process(["dovecot", "-F", "-c", directory / "dovecot.conf"], log=directory / "output.log")
    try:
        server.await_port(port)
        time.sleep(0.3)  # The first connection made it start its workers; they are not to share the counted time.
        yield port
    finally:
        server.stop()


def prepare(directory: Path, mailboxes: Mailboxes) -> None:
    directory.mkdir()
    fill_in("dovecot-sql.conf", directory, port=0)
    database = sqlite3.connect(directory / "mailboxes.db")
    database.execute("CREATE TABLE mailboxes(name TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID")
    database.executemany(
        "INSERT INTO mailboxes VALUES (?, ?)",
        [(mailbox.name, "{ARGON2ID}" + mailbox.encoded_hash) for mailbox in mailboxes])
    database.commit()
    database.close()


def fill_in(file: str, directory: Path, port: int) -> None:
    values = {"@DIRECTORY@": str(directory), "@PORT@": str(port), "@WORKERS@": str(os.cpu_count())}
    text = (TEMPLATES / f"{file}.in").read_text()
    for name, value in values.items():
        text = text.replace(name, value)
    (directory / file).write_text(text)
    (directory / file).chmod(0o644)

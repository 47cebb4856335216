"""A database with many mailboxes, made from one with few."""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path


def multiply(source: Path, target: Path, few: int, many: int, contexts: Sequence[str] = ()) -> None:
    """Copies the rows of `source`'s mailboxes under new numbers, in the order of an import, until there are `many`; every second
    one into one of `contexts`, if there are any.

    It takes the columns from the database, so it need not know the schema; the server made the rows that it copies.
    """
    with_log_emptied(source)
    shutil.copy(source, target)
    database = sqlite3.connect(target)
    columns = [row[1] for row in database.execute("PRAGMA table_info(mailbox)")]
    changed = {"number": "new.name", "context": "coalesce(tenant.name, old.context)"}
    values = ", ".join(changed.get(column, f"old.{column}") for column in columns)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("CREATE TEMP TABLE tenant (place INTEGER PRIMARY KEY, name TEXT)")
    database.executemany("INSERT INTO tenant VALUES (?, ?)", enumerate(contexts))
    database.execute(
        f"""
        WITH RECURSIVE count(number) AS (SELECT ? UNION ALL SELECT number + 1 FROM count WHERE number + 1 < ?),
            new(name, pattern, place) AS (
                SELECT printf('%012d', number), printf('%012d', number % ?), iif(number % 2, number / 2 % ?, NULL) FROM count)
        INSERT INTO mailbox ({", ".join(columns)})
            SELECT {values} FROM new JOIN mailbox AS old ON old.context = 'default' AND old.number = new.pattern
                LEFT JOIN tenant ON tenant.place = new.place
        """, (few, many, few, len(contexts)))
    database.commit()
    database.close()
    with_log_emptied(target)


def with_log_emptied(path: Path) -> None:
    """A copy of the file alone, and its size, mean something only when nothing is left in the log beside it."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()

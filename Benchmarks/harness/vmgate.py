"""The server that all of this is about."""

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .mailboxes import Mailboxes, Parameters
from .process import Failure, Process

REPOSITORY = Path(__file__).resolve().parent.parent.parent

# Spread over the mailboxes, so that replies differ in length and texts in language.
LANGUAGES = ("en-US", "en-GB", "es-ES", "es-419", "fr-FR", "fr-CA", "de-DE", "ja-JP")
ZONES = ("America/New_York", "Europe/London", "Europe/Madrid", "Europe/Berlin", "Asia/Tokyo")
CLOCKS = ("12_HOUR_CLOCK", "24_HOUR_CLOCK")


@dataclass
class Server:
    process: Process
    port: int
    admin_socket: Path
    start_seconds: float


@dataclass(frozen=True)
class Installation:
    """A vmgate executable, where it may write, and the command that it is run by, if by any (valgrind, say)."""

    executable: Path
    directory: Path
    run_by: tuple[str, ...] = ()
    name: str = "vmgate"  # Of its databases.

    @contextmanager
    def serving(
        self, database: Path, parameters: Parameters, flags: tuple[str, ...] = (),
        environment: dict[str, str] | None = None
    ) -> Iterator[Server]:
        """Runs `vmgate serve` for the time of the context, with its defaults except for the cost of a hash."""
        # A Unix socket's path has room for 107 bytes only.
        admin_socket = database.with_suffix(".sock")
        log = database.with_suffix(".log")
        start = time.monotonic()
        process = Process(
            [
                *self.run_by, self.executable, "serve", "--listen", "127.0.0.1:0", "--database", database,
                "--admin-socket", admin_socket, "--prompts", REPOSITORY / "prompts",
                "--hash-memory", f"{parameters.mebibytes}MiB", "--hash-operations", parameters.operations, *flags,
            ],
            log, environment={**os.environ, **(environment or {})}, stdout=subprocess.PIPE)
        try:
            port = ready_port(process)
            yield Server(process, port, admin_socket, time.monotonic() - start)
        finally:
            process.stop()

    def database(self, mailboxes: Mailboxes) -> Path:
        """A database with these mailboxes; made the first time it is asked for."""
        path = mailboxes.directory / f"{self.name}.db"
        if not path.exists():
            with self.serving(path, mailboxes.parameters) as server:
                add(server.admin_socket, mailboxes)
        return path

    @contextmanager
    def serving_mailboxes(
        self, mailboxes: Mailboxes, flags: tuple[str, ...] = (), environment: dict[str, str] | None = None
    ) -> Iterator[Server]:
        with self.serving(self.database(mailboxes), mailboxes.parameters, flags, environment) as server:
            yield server


def ready_port(process: Process) -> int:
    """Waits for "vmgate ready listen=127.0.0.1:PORT …"."""
    line = process.process.stdout.readline().decode()
    for word in line.split():
        if word.startswith("listen="):
            return int(word.rsplit(":", 1)[1])
    raise Failure(f"vmgate did not get ready: {line.strip()} {process.last_words()}")


def add(admin_socket: Path, mailboxes: Mailboxes) -> None:
    requests = []
    for number, mailbox in enumerate(mailboxes):
        requests.append(
            f"ADD {mailbox.name} pin_hash={mailbox.encoded_hash}"
            f" voicemail_prompt={LANGUAGES[number % len(LANGUAGES)]} time_zone={ZONES[number % len(ZONES)]}"
            f" voicemail_play_datetime={CLOCKS[number % len(CLOCKS)]}")
    for reply in converse(admin_socket, requests):
        if not reply.startswith("+ADDED"):
            raise Failure(f"a mailbox could not be added: {reply}")


def converse(address: Path | int, requests: list[str]) -> list[str]:
    """Sends request lines, pipelined, to a Unix socket or a port; gives the reply lines."""
    if isinstance(address, int):
        client = socket.create_connection(("127.0.0.1", address), 30)
    else:
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(60)
        client.connect(str(address))
    with client, client.makefile("r", encoding="utf-8", newline="\r\n") as replies:
        # A thread of its own, as the server stops reading while its replies are not read.
        text = "".join(f"{request}\r\n" for request in requests).encode()
        sender = threading.Thread(target=client.sendall, args=(text,))
        sender.start()
        answers = [replies.readline().rstrip("\r\n") for _ in requests]
        sender.join()
    return answers

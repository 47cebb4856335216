"""A real `vmgate serve` on a free port, on a database of its own."""

import asyncio
import ctypes
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from client import Client

# Hashes of some ten milliseconds, so that the hashing is loaded but the rounds are many; lockouts that outlast the run;
# a deadline that a busy machine meets. Each scenario may say otherwise.
SETTINGS = {
    "hash-memory": "8MiB",
    "hash-operations": 1,
    "hash-workers": 2,
    "hash-deadline-ms": 30000,
    "hash-queue": 1024,
    "lockout-base-s": 86400,
    "lockout-max-s": 86400,
    "lockout-permanent-after": 1000000,
    "source-max-failures": 1000000,
    "log-level": "warning",
}

C_LIBRARY = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


class Server:
    def __init__(self, program, prompts, directory, environment=None, open_files=None, **settings):
        self.program = program
        self.prompts = prompts
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.database = self.directory / "vm.db"
        self.admin_socket = str(self.directory / "vm.sock")
        self.environment = {"PATH": "/usr/bin:/bin", **(environment or {})}
        self.open_files = open_files
        self.settings = {**SETTINGS, **{key.replace("_", "-"): value for key, value in settings.items()}}
        self.process = None
        self.port = 0
        self.tls_port = 0
        self.metrics_port = 0

    async def spawn(self):
        arguments = ["serve", "--listen", "127.0.0.1:0", "--database", str(self.database)]
        arguments += ["--admin-socket", self.admin_socket, "--prompts", str(self.prompts)]
        for key, value in self.settings.items():
            arguments += [f"--{key}", str(value)]
        with open(self.directory / "log", "ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                str(self.program), *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
                stderr=log, env=self.environment, preexec_fn=self.prepare_child)

    def prepare_child(self):
        # It goes with this program, however this ends.
        C_LIBRARY.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if self.open_files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (self.open_files, self.open_files))

    async def start(self):
        """Starts it and waits for its ready line."""
        await self.spawn()
        line = (await asyncio.wait_for(self.process.stdout.readline(), 60)).decode()
        if not line.startswith("vmgate ready listen="):
            await self.process.wait()
            raise AssertionError(f"the server did not start: {self.last_log_line()}")
        self.port = self.port_of("listen", line)
        self.tls_port = self.port_of("tls", line)
        self.metrics_port = self.port_of("metrics", line)

    @staticmethod
    def port_of(name, line):
        """A port that the ready line names; 0 when it does not."""
        field = next((field for field in line.split() if field.startswith(f"{name}=")), ":0")
        return int(field.rsplit(":", 1)[1])

    def last_log_line(self):
        lines = (self.directory / "log").read_text(errors="replace").splitlines()
        return lines[-1] if lines else "(its log is empty)"

    async def kill(self):
        """Ends it as a power failure would."""
        if self.process and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def stop(self):
        """Asks it to stop; it must within its ten seconds, with status 0."""
        self.process.send_signal(signal.SIGTERM)
        status = await asyncio.wait_for(self.process.wait(), 20)
        assert status == 0, f"the server ended with status {status}: {self.last_log_line()}"

    @property
    def is_running(self):
        return self.process is not None and self.process.returncode is None

    async def connect(self, tls=None):
        return await Client.connect(self, tls=tls)

    async def connect_as_admin(self):
        return await Client.connect(self, admin=True)

    # What it uses

    def memory(self):
        """Resident memory in MiB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("the server has gone")

    def processor_seconds(self):
        """Processor time of all its threads."""
        used = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            used += int((task / "schedstat").read_text().split()[0])
        return used / 1e9

    def check_integrity(self):
        """SQLite's own check and the audit's, on a copy, so that the server itself recovers the original; its disk may be full."""
        with tempfile.TemporaryDirectory(prefix="vmgate-integrity-") as folder:
            copy = Path(folder) / "copy.db"
            for ending in ("", "-wal"):
                source = Path(f"{self.database}{ending}")
                if source.exists():
                    shutil.copyfile(source, f"{copy}{ending}")
            connection = sqlite3.connect(copy)
            result = connection.execute("PRAGMA integrity_check").fetchone()[0]
            connection.close()
            assert result == "ok", f"the database is damaged: {result}"
            audit = subprocess.run(
                [str(self.program), "audit", "verify", "--database", str(copy)], stdin=subprocess.DEVNULL,
                capture_output=True, text=True, env=self.environment)
        assert audit.returncode == 0, f"the audit is broken: {audit.stdout}{audit.stderr}"

"""What a mailbox may be, as far as a client can know.

A checker keeps the set of possible *worlds* of a mailbox. An acknowledged answer leaves only the worlds in which the
server had to answer so. A request that got no answer, because the server was killed, leaves a world for each point at
which it may have been. When no world is left, the server has broken a promise.
"""

from dataclasses import dataclass, replace

MAX_ATTEMPTS = 7


@dataclass(frozen=True)
class World:
    exists: bool = True
    pin: str = ""
    must_change: bool = False
    failures: int = 0
    locked: bool = False
    settings: tuple = ()

    @property
    def requires_pin(self):
        return not self.exists or dict(self.settings).get("enable_voicemail_pin", "true") == "true"

    def charged(self):
        failures = self.failures + 1
        return replace(self, failures=failures, locked=failures % MAX_ATTEMPTS == 0)

    def opened(self):
        return replace(self, failures=0, locked=False)

    def left(self):
        return MAX_ATTEMPTS - self.failures % MAX_ATTEMPTS


# Each request: its line, whether it needs an admin, what the server must answer in a world, and the world after that.


class Verify:
    is_admins = False

    def __init__(self, mailbox, pin):
        self.pin = pin
        self.line = f"VERIFY {mailbox} {pin}"

    def answer(self, world):
        if not world.requires_pin:
            return "GRANTED not_required", world
        return self.attempt(world)

    def attempt(self, world):
        if world.locked:
            return "LOCKED", world
        if world.exists and self.pin == world.pin:
            return self.right(world.opened())
        after = world.charged()
        return ("LOCKED" if after.locked else f"DENIED {after.left()}"), after

    def right(self, world):
        return f"GRANTED verified{' must_change' if world.must_change else ''}", world

    def unanswered(self, world):
        after = self.answer(world)[1]
        # While it is verified it counts as failed.
        return {world, after} if after == world and not self.counts(world) else {world, world.charged(), after}

    def counts(self, world):
        return world.requires_pin and not world.locked


class Change(Verify):
    def __init__(self, mailbox, old, new, breaks_policy=False):
        self.pin, self.new, self.breaks_policy = old, new, breaks_policy
        self.line = f"CHANGE {mailbox} {old} {new}"

    def answer(self, world):
        return self.attempt(world)

    def right(self, world):
        if self.breaks_policy:
            return "POLICY", world
        return "CHANGED", replace(world, pin=self.new, must_change=False)

    def counts(self, world):
        return not world.locked


class Administer:
    """SET, RESET or UNLOCK: `change` says what becomes of the mailbox."""

    is_admins = True

    def __init__(self, line, word, change):
        self.line, self.word, self.change = line, word, change

    def answer(self, world):
        return (self.word, self.change(world)) if world.exists else ("NOMAILBOX", world)

    def unanswered(self, world):
        return {world, self.answer(world)[1]}


def set_fields(mailbox, fields):
    line = f"SET {mailbox} " + " ".join(f"{key}={value}" for key, value in fields.items())
    change = lambda world: replace(world, settings=tuple(sorted({**dict(world.settings), **fields}.items())))
    return Administer(line, "UPDATED", change)


def reset(mailbox, pin):
    return Administer(
        f"RESET {mailbox} PIN {pin}", "RESET", lambda world: replace(world.opened(), pin=pin, must_change=True))


def unlock(mailbox):
    return Administer(f"UNLOCK {mailbox}", "UNLOCKED", World.opened)


class Access:
    is_admins = False

    def __init__(self, mailbox):
        self.line = f"ACCESS {mailbox}"

    def answer(self, world):
        if not world.requires_pin:
            return "GRANTED not_required", world
        return ("LOCKED" if world.locked else f"PIN_REQUIRED {world.left()}"), world

    def unanswered(self, world):
        return {world}


class Settings:
    is_admins = False

    def __init__(self, mailbox):
        self.line = f"SETTINGS {mailbox}"

    def answer(self, world):
        if not world.exists:
            return "NOMAILBOX", world
        return f"SETTINGS {dict(world.settings)} locked={'true' if world.locked else 'false'}", world

    def unanswered(self, world):
        return {world}


# What is set, and read back by SETTINGS.
FIELDS = ("enable_voicemail_pin", "voicemail_prompt", "voicemail_play_datetime", "time_zone", "enable_voicemail_notify")


def said(reply):
    """A reply in the words of `answer`."""
    match reply.word:
        case "GRANTED":
            return f"GRANTED {reply['pin']}{' must_change' if reply['must_change'] == 'true' else ''}"
        case "DENIED" | "PIN_REQUIRED":
            return f"{reply.word} {reply['attempts_left']}"
        case "LOCKED" if reply["scope"] == "source":
            return "LOCKED source"
        case "SETTINGS":
            return f"SETTINGS { {key: reply[key] for key in sorted(FIELDS)} } locked={reply['locked']}"
        case word:
            return word


class Mailbox:
    """One mailbox that one client alone asks about, one request after another."""

    def __init__(self, name, world):
        self.name = name
        self.worlds = {world}
        self.answers = 0
        self.refused = {"BUSY": 0, "UNAVAILABLE": 0}

    def acknowledged(self, request, reply):
        word = said(reply)
        self.answers += 1
        if word in self.refused:
            # Nobody was charged, nothing was changed.
            self.refused[word] += 1
            return
        possible = {after for answer, after in map(request.answer, self.worlds) if answer == word}
        if not possible:
            expected = sorted({request.answer(world)[0] for world in self.worlds})
            raise AssertionError(f"{request.line}: answered {reply}; only {' or '.join(expected)} would be right")
        self.worlds = possible

    def unanswered(self, request):
        self.worlds = set().union(*(request.unanswered(world) for world in self.worlds))

    async def ask(self, request, front_end, admin):
        """Asks, and keeps the books also if the server goes away meanwhile."""
        try:
            reply = await (admin if request.is_admins else front_end).ask(request.line)
        except Exception:
            self.unanswered(request)
            raise
        self.acknowledged(request, reply)
        return reply

    async def check(self, front_end, admin, pins=True):
        """Asks everything that can be known. Exactly one PIN is right, and it is the last acknowledged or the one on its way."""
        await self.ask(Settings(self.name), front_end, admin)
        await self.ask(Access(self.name), front_end, admin)
        if not pins or not any(world.exists for world in self.worlds):
            return
        if any(world.locked or world.failures for world in self.worlds):
            await self.ask(unlock(self.name), front_end, admin)
        if any(not world.requires_pin for world in self.worlds):
            await self.ask(set_fields(self.name, {"enable_voicemail_pin": "true"}), front_end, admin)
        for pin in sorted({world.pin for world in self.worlds}):
            await self.ask(Verify(self.name, pin), front_end, admin)
        assert len({world.pin for world in self.worlds}) == 1, f"{self.name}: more than one PIN would be right"

"""Mailboxes for a run, PINs that the policy accepts, and requests as they come."""

from worlds import FIELDS, Access, Change, Mailbox, Settings, Verify, World, reset, set_fields, unlock

DEFAULTS = ("true", "en-US", "12_HOUR_CLOCK", "UTC", "false")
CHOICES = {
    "enable_voicemail_pin": ("true", "true", "false"),
    "voicemail_prompt": ("en-US", "en-GB", "es-419", "fr-CA", "de-DE", "ja-JP"),
    "voicemail_play_datetime": ("DISABLE", "12_HOUR_CLOCK", "24_HOUR_CLOCK"),
    "time_zone": ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"),
    "enable_voicemail_notify": ("true", "false"),
}


def make_pin(random):
    """Six digits without a run: each differs from the one before by more than one."""
    digits = [random.randrange(10)]
    while len(digits) < 6:
        digit = random.randrange(10)
        if abs(digit - digits[-1]) > 1:
            digits.append(digit)
    return "".join(map(str, digits))


async def add_mailbox(server, name, random):
    """A mailbox with all that is known of it."""
    pin = make_pin(random)
    settings = dict(zip(FIELDS, DEFAULTS))
    admin = await server.connect_as_admin()
    fields = " ".join(f"{key}={value}" for key, value in settings.items())
    reply = await admin.ask(f"ADD {name} PIN {pin} {fields}")
    admin.close()
    assert reply.word == "ADDED", f"ADD {name} was answered {reply}"
    return Mailbox(name, World(pin=pin, settings=tuple(sorted(settings.items()))))


def unknown_mailbox(name):
    return Mailbox(name, World(exists=False))


def next_request(mailbox, random):
    """What somebody may ask about it next: by far the most are PINs, right and wrong."""
    name = mailbox.name
    pin = random.choice(sorted({world.pin for world in mailbox.worlds})) or make_pin(random)
    fields = {key: random.choice(CHOICES[key]) for key in random.sample(FIELDS, 3)}
    makers = {
        "wrong": lambda: Verify(name, make_pin(random)),
        "right": lambda: Verify(name, pin),
        "change": lambda: Change(name, pin, make_pin(random)),
        "change from wrong": lambda: Change(name, make_pin(random), make_pin(random)),
        "change to bad": lambda: Change(name, pin, "123456", breaks_policy=True),
        "set": lambda: set_fields(name, fields),
        "reset": lambda: reset(name, make_pin(random)),
        "unlock": lambda: unlock(name),
        "access": lambda: Access(name),
        "settings": lambda: Settings(name),
    }
    return makers[random.choices(list(makers), (8, 4, 5, 2, 1, 4, 2, 2, 1, 1))[0]]()

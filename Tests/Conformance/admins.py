"""What an admin changes."""

from world import OTHER_PIN, PIN, WRONG_PIN, promise

ARGON2 = "$argon2id$v=19$m=256,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$M9Cdt8surA4qihj3QeB+khy/HiaBopa74zV27RH73j8"
# What that is the hash of.
ARGON2_PIN = "402719"


@promise("ADD sets a PIN, generates one that is shown once, or sets none")
async def add(world):
    caller, admin = await world.caller(), await world.admin()
    number = world.number()
    await admin.gets(f"ADD {number} PIN {PIN}", f"+ADDED mailbox={number}")
    await admin.gets(f"ADD {number} PIN {PIN}", f"-EXISTS mailbox={number} *")
    await admin.gets(f"ADD {number}@default", f"-EXISTS mailbox={number} *")
    await admin.gets(f"ADD {number}@acme", f"+ADDED mailbox={number}@acme")
    generated = await admin.gets(f"ADD {world.number()} GENERATE", "+ADDED mailbox=* pin=*")
    await caller.gets(f"CHECKPIN {generated['pin']}", "+ACCEPTABLE")
    await caller.gets(f"VERIFY {generated['mailbox']} {generated['pin']}", "+GRANTED *")
    for words in ("", "NOPIN"):
        number = world.number()
        await admin.gets(f"ADD {number} {words}", f"+ADDED mailbox={number}")
        await caller.gets(f"SETTINGS {number}", "+SETTINGS * pin_set=false *")


@promise("a PIN that breaks a rule is refused, and then nothing is added or reset")
async def policy(world):
    admin = await world.admin()
    number = world.number()
    await admin.gets(f"ADD {number} PIN 123456", '-POLICY rule=sequential at=1 text="*" prompt=pin-rejected-sequential')
    await admin.gets(f"SETTINGS {number}", "-NOMAILBOX *")
    number = await world.mailbox()
    await admin.gets(f"RESET {number} PIN 911125", "-POLICY rule=repeated at=2 *")
    await admin.gets(f"VERIFY {number} {PIN}", "+GRANTED mailbox=* pin=verified language=en-US")


@promise("SET sets all fields or none, and an empty value removes what was set")
async def set_fields(world):
    admin = await world.admin()
    number = await world.mailbox("email=ann@example.org")
    for bad, field in [
        ("voicemail_prompt=not__a_tag", "voicemail_prompt"), ("voicemail_play_datetime=13_HOUR_CLOCK", "voicemail_play_datetime"),
        ("enable_voicemail_pin=yes", "enable_voicemail_pin"), ("time_zone=Mars/Olympus", "time_zone"), ("email=ann", "email"),
        ("email=" + "a" * 65 + "@b.example", "email"), ("must_change=1", "must_change"), ("pin_hash=$argon2id$x", "pin_hash"),
        ("nosuch=1", "nosuch"),
    ]:
        await admin.gets(f"SET {number} enable_voicemail_notify=true {bad}", f"-BADVALUE field={field} *")
    await admin.gets(f"SET {number} email=a@b.example email=c@d.example", "-*")
    await admin.gets(f"SETTINGS {number}", "+* enable_voicemail_notify=false time_zone=UTC email=ann@example.org *")
    await admin.gets(f"SET {number} enable_voicemail_notify=true email= voicemail_prompt=it_IT", f"+UPDATED mailbox={number}")
    await admin.gets(f"SETTINGS {number}", "+* voicemail_prompt=it-IT * enable_voicemail_notify=true time_zone=UTC pin_set=true *")


@promise("what does not exist is NOMAILBOX, and REMOVE leaves nothing")
async def remove(world):
    admin = await world.admin()
    number = world.number()
    for line in (
        f"SET {number} email=a@b.example", f"REMOVE {number}", f"RESET {number}", f"UNLOCK {number}", f"SHOW {number}",
        f"SETTINGS {number}",
    ):
        await admin.gets(line, f"-NOMAILBOX mailbox={number} *")
    number = await world.mailbox()
    await admin.gets(f"VERIFY {number} {WRONG_PIN}", "+DENIED * attempts_left=4 *")
    await admin.gets(f"REMOVE {number}", f"+REMOVED mailbox={number}")
    await admin.gets(f"SETTINGS {number}", "-NOMAILBOX *")
    await admin.gets(f"VERIFY {number} {PIN}", "+DENIED *")


@promise("RESET unlocks, and so does UNLOCK")
async def unlocks(world):
    server = world.new_server(lockout_max_attempts=1, lockout_permanent_after=1)
    await server.start()
    admin = await world.admin(server)
    number = await world.mailbox(server=server)
    for line in (f"RESET {number} PIN {OTHER_PIN}", f"UNLOCK {number}"):
        await admin.gets(f"VERIFY {number} {WRONG_PIN}", "+LOCKED * scope=mailbox retry_after_s=never *")
        await admin.gets(line, "+*")
        await admin.gets(f"VERIFY {number} {OTHER_PIN}", "+GRANTED *")


@promise("an Argon2 string made elsewhere lets its owner in, within its limits")
async def pin_hash(world):
    admin = await world.admin()
    number = world.number()
    await admin.gets(f"ADD {number} pin_hash={ARGON2}", f"+ADDED mailbox={number}")
    await admin.gets(f"VERIFY {number} {WRONG_PIN}", "+DENIED *")
    await admin.gets(f"VERIFY {number} {ARGON2_PIN}", "+GRANTED *")
    number = await world.mailbox()
    await admin.gets(f"SET {number} pin_hash={ARGON2}", f"+UPDATED mailbox={number}")
    await admin.gets(f"VERIFY {number} {PIN}", "+DENIED *")
    for words in (f"PIN {PIN}", "GENERATE", "NOPIN"):
        await admin.gets(f"ADD {world.number()} {words} pin_hash={ARGON2}", "-SYNTAX *")
    beginning, salt, hash = "$argon2id$v=19$m=256,t=1,p=1", "MDEyMzQ1Njc4OWFiY2RlZg", "M9Cdt8surA4qihj3QeB+khy"
    for bad in (
        f"{beginning}${salt}", f"{beginning}${salt}${hash[:10]}", f"{beginning}$MDEy${hash}", f"{beginning}${salt}=${hash}",
        f"$argon2d$v=19$m=256,t=1,p=1${salt}${hash}", f"$argon2id$v=16$m=256,t=1,p=1${salt}${hash}",
        f"$argon2id$v=19$m=131073,t=1,p=1${salt}${hash}", f"$argon2id$v=19$m=256,t=11,p=1${salt}${hash}",
        f"$argon2id$v=19$m=256,t=1,p=17${salt}${hash}", f"$argon2id$v=19$m=131072,t=6,p=1${salt}${hash}",
        f"{beginning}${salt}${'x' * 255}", "",
    ):
        await admin.gets(f"ADD {world.number()} 'pin_hash={bad}'", "-BADVALUE field=pin_hash *")


@promise("must_change has the caller choose a new PIN, and is for mailboxes that have one")
async def must_change(world):
    caller, admin = await world.caller(), await world.admin()
    number = await world.mailbox("must_change=true")
    await caller.gets(f"VERIFY {number} {PIN}", "+GRANTED * must_change=true prompt=must-change-pin")
    await admin.gets(f"SET {number} must_change=false", "+UPDATED *")
    await caller.gets(f"VERIFY {number} {PIN}", f"+GRANTED mailbox={number} pin=verified language=en-US")
    await admin.gets(f"ADD {world.number()} NOPIN must_change=true", "-BADVALUE field=must_change *")


@promise("a word that begins a reply is no mailbox's name, nor what looks like a grant")
async def reserved(world):
    caller, admin = await world.caller(), await world.admin()
    for name in (
        "GRANTED", "granted", "Denied", "OK", "list", "xGRANTEDx", "1granted", "CHANGED", "9changed", "BUSY", "NOAUTH",
        "1@granted", "1@LOCKED", "1@BUSY",
    ):
        for talk, line in ((caller, f"ACCESS {name}"), (caller, f"VERIFY {name} 1"), (admin, f"ADD {name}")):
            await talk.gets(line, "-BADVALUE field=mailbox *")
    for name in ("busy", "internal", "GRANT", "1@busy"):
        await caller.gets(f"ACCESS {name}", f"+PIN_REQUIRED mailbox={name} *")


@promise("without a key file nothing is sealed, and there is nothing to rotate")
async def keys(world):
    admin = await world.admin()
    await admin.gets("KEY STATUS", "+KEY sealed=false")
    await admin.gets("KEY ROTATE", "-BADVALUE field=command *")

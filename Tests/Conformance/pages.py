"""Lists of mailboxes, what is known of one, and the audit."""

import re

from world import OTHER_PIN, PIN, WRONG_PIN, promise


async def new_server(world, **settings):
    server = world.new_server(lockout_base_s=900, **settings)
    await server.start()
    return server, await world.admin(server)


@promise("LIST names the mailboxes in order, page by page")
async def pages(world):
    _, admin = await new_server(world)
    await admin.gets("LIST", '+LIST mailboxes=""')
    await admin.gets("LIST FIELDS", "+LIST")
    names = ["*98", "1001", "1001@acme", "1001@beta", "1002", "a"]
    for name in reversed(names):
        await admin.gets(f"ADD {name}", f"+ADDED mailbox={name}")
    listed, after = [], ""
    while after is not None:
        reply = await admin.ask(f"LIST {f'AFTER {after} ' if after else ''}COUNT 2")
        listed += reply["mailboxes"].split(",")
        after = reply["next"]
        assert len(listed) <= len(names), listed
    # By number and then by context, "default" being the context of plain numbers.
    assert sorted(listed) == sorted(names) and listed[0] == "*98" and listed[-1] == "a", listed
    assert (await admin.ask("LIST"))["mailboxes"].split(",") == listed
    await admin.gets("LIST AFTER nobody", "+LIST *")
    for count, option in (("0", ""), ("1001", ""), ("101", " FIELDS"), ("x", "")):
        await admin.gets(f"LIST COUNT {count}{option}", "-BADVALUE field=count *")
    for count, option in (("1000", ""), ("100", " FIELDS")):
        await admin.gets(f"LIST COUNT {count}{option}", "+LIST *")


@promise("LIST has those for which all conditions hold")
async def conditions(world):
    _, admin = await new_server(world, lockout_max_attempts=1)
    await admin.gets(f"ADD 1001 PIN {PIN} voicemail_prompt=fr-CA must_change=true", "+ADDED *")
    await admin.gets("ADD 1002@acme NOPIN voicemail_prompt=fr", "+ADDED *")
    await admin.gets(f"ADD 1003 PIN {OTHER_PIN}", "+ADDED *")
    await admin.gets(f"VERIFY 1003 {WRONG_PIN}", "+LOCKED *")
    for where, names in [
        ("locked", "1003"), ("no_pin", "1002@acme"), ("must_change", "1001"), ("context=acme", "1002@acme"),
        ("context=default", "1001,1003"), ("language=fr", "1001,1002@acme"), ("language=fr-CA", "1001"),
        ("language=en", "1003"), ("language=fr no_pin", "1002@acme"), ("locked no_pin", '""'),
    ]:
        await admin.gets(f"LIST WHERE {where}", f"+LIST mailboxes={names}")
    await admin.gets(
        "LIST WHERE locked FIELDS",
        '+LIST row="mailbox=1003 enable_voicemail_pin=true * locked=true failures=1 retry_after_s=* must_change=false *"')
    for wrong in ("open", "locked locked", "language=e", "context="):
        await admin.gets(f"LIST WHERE {wrong}", "-*")


@promise("SHOW says what SETTINGS says, and what is known of the PIN")
async def show(world):
    caller, admin = await world.caller(), await world.admin()
    number = await world.mailbox()
    settings = (await admin.ask(f"SETTINGS {number}")).line.removeprefix("+SETTINGS ")
    await admin.gets(
        f"SHOW {number}", f"+SHOW {settings} failures=0 must_change=false pin_set_at=20*Z pin_origin=assigned")
    await caller.gets(f"VERIFY {number} {WRONG_PIN}", "+DENIED *")
    await admin.gets(f"SHOW {number}", "+* failures=1 *")
    await caller.gets(f"CHANGE {number} {PIN} {OTHER_PIN}", "+CHANGED *")
    await admin.gets(f"SHOW {number}", "+* failures=0 must_change=false * pin_origin=chosen")
    await admin.gets(f"RESET {number}", "+RESET *")
    await admin.gets(f"SHOW {number}", "+* must_change=true pin_set_at=*Z pin_origin=reset pin_expires_at=20*Z")
    await admin.gets(f"SHOW {await world.mailbox('NOPIN')}", "+* pin_set=false locked=false failures=0 must_change=false")


def rows(reply):
    """Each row's keys, as far as their values have no spaces."""
    quoted = re.findall(r'row="((?:[^"\\]|\\.)*)"', reply.line)
    return [dict(re.findall(r"([a-z_]+)=(\S+)", row)) for row in quoted]


@promise("every answer that lets in, refuses or changes has its row in the audit when it comes")
async def audit(world):
    _, admin = await new_server(world)
    caller = await world.caller(world.servers[-1])
    last = (await admin.ask("AUDIT"))["next"]
    for talk, line, kind, outcome in [
        (admin, f"ADD 1001 PIN {PIN}", "mailbox_added", "done"), (caller, f"VERIFY 1001 {WRONG_PIN} FROM +1", "verify", "denied"),
        (caller, f"VERIFY 1001 {PIN}", "verify", "granted"), (caller, f"CHANGE 1001 {PIN} {OTHER_PIN}", "change", "granted"),
        (admin, "RESET 1001", "reset", "done"), (admin, "SET 1001 enable_voicemail_pin=false", "settings", "done"),
        (caller, "ACCESS 1001", "access", "granted"), (admin, "REMOVE 1001", "mailbox_removed", "done"),
    ]:
        await talk.ask(line)
        reply = await admin.ask(f"AUDIT AFTER {last}")
        (row,) = rows(reply)
        assert (row["mailbox"], row["kind"], row["outcome"]) == ("1001", kind, outcome), f"{line}: {reply}"
        assert row["client"] == ("admin" if talk is admin else "frontend"), reply
        assert row.get("source") == ("+1" if "FROM" in line else None), reply
        last = reply["next"]
    assert PIN not in (await admin.ask("AUDIT COUNT 100")).line


@promise("the audit's rows are counted without gaps, and are found by what is in them")
async def audit_pages(world):
    _, admin = await new_server(world)
    for number in range(1001, 1011):
        await admin.gets(f"ADD {number}", "+ADDED *")
    ids, after, more = [], 0, "true"
    while more == "true":
        reply = await admin.ask(f"AUDIT AFTER {after} COUNT 3")
        ids += [int(row["id"]) for row in rows(reply)]
        after, more = reply["next"], reply["more"]
        assert len(ids) < 100, reply
    assert ids == list(range(1, len(ids) + 1)) and len(ids) == 11, ids
    for condition, count in [
        ("MAILBOX 1004", 1), ("MAILBOX 4444", 0), ("KIND mailbox_added", 10), ("OUTCOME denied", 0), ("CLIENT admin", 10), ("SOURCE +1", 0),
        ("SINCE 0", 11), ("SINCE 9999-01-01T00:00:00Z", 0), ("MAILBOX 1004 KIND mailbox_added CLIENT admin", 1),
    ]:
        reply = await admin.ask(f"AUDIT {condition}")
        assert len(rows(reply)) == count, f"{condition}: {reply}"
    for count in ("0", "101"):
        await admin.gets(f"AUDIT COUNT {count}", "-BADVALUE field=count *")
    await admin.gets("AUDIT AFTER x", "-BADVALUE field=row *")

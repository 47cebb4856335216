"""Clients that say who they are."""

from world import OTHER_PIN, PIN, WRONG_PIN, promise

from front_ends import argon2


async def new_server(world):
    """With a front end, an admin, a monitor, and a tenant's front end and admin; each secret is the name backwards."""
    server = world.new_server()
    lines = ["clients:"]
    for name, role, more in [
        ("pbx", "frontend", ""), ("boss", "admin", ""), ("watch", "monitor", ""), ("default", "frontend", ""),
        ("tenant", "frontend", "contexts: [acme]"), ("landlord", "admin", "contexts: [acme]"),
    ]:
        lines += [f"  {name}:", f"    role: {role}", f'    secret: "{argon2(name[::-1])}"'] + ([f"    {more}"] if more else [])
    config = server.directory / "vmgate.yaml"
    config.write_text("\n".join(lines) + "\n")
    config.chmod(0o600)
    server.settings["config"] = config
    await server.start()
    return server


async def known(world, server, name):
    talk = await world.caller(server)
    await talk.gets(f"AUTH {name} {name[::-1]}", "+OK")
    return talk


@promise("before a connection has said who it is, it may do nothing that tells or changes anything")
async def nobody(world):
    server = await new_server(world)
    talk = await world.caller(server)
    for line, pattern in [
        ("PING", "+PONG"), ("HELP", "+HELP *"), ("SELECT 0", "+OK"), ("CLIENT SETNAME x", "+OK"), ("HELLO 3", "+HELLO *"),
    ]:
        await talk.gets(line, pattern)
    for line in (
        "WHOAMI", "INFO", "ACCESS 1", "VERIFY 1 2", "CHANGE 1 2 3", "CHECKPIN 1", "SETTINGS 1", "PROMPTS", "PROMPT enter-pin IN en",
        "ANNOUNCE 0 IN en CLOCK 12", "MESSAGES 3 1 IN en", "ADD 1", "LIST", "AUDIT",
    ):
        await talk.gets(line, "-NOAUTH *")
    await talk.gets("QUIT", "+OK")


@promise("AUTH makes the connection the client, until another AUTH succeeds; a failed one changes nothing")
async def authenticates(world):
    server = await new_server(world)
    talk = await world.caller(server)
    for line in ("AUTH pbx wrong", "AUTH nosuch xbp", "AUTH wrong", "HELLO 3 AUTH pbx wrong"):
        await talk.gets(line, "-NOAUTH *")
    await talk.gets("WHOAMI", "-NOAUTH *")
    await talk.gets("AUTH pbx xbp", "+OK")
    await talk.gets("WHOAMI", "+WHOAMI name=pbx role=frontend")
    await talk.gets("AUTH boss wrong", "-NOAUTH *")
    await talk.gets("LIST", "-NOPERM LIST *")
    await talk.gets("AUTH boss ssob", "+OK")
    await talk.gets("WHOAMI", "+WHOAMI name=boss role=admin")
    await talk.gets("LIST", "+LIST *")
    await talk.gets("AUTH tluafed", "+OK")
    await talk.gets("WHOAMI", "+WHOAMI name=default role=frontend")
    await talk.gets("HELLO 3 AUTH watch hctaw SETNAME x", "+HELLO *")
    await talk.gets("WHOAMI", "+WHOAMI name=watch role=monitor")
    await talk.gets("INFO", "+INFO *")
    await talk.gets("ACCESS 1", "-NOPERM ACCESS *")


@promise("what is sent right behind AUTH waits for it, and has the role that it gave")
async def pipelined(world):
    server = await new_server(world)
    talk = await world.caller(server)
    await talk.send("AUTH boss ssob", "ADD 1001", "AUTH pbx xbp", "ADD 1002", "PING")
    for pattern in ("+OK", "+ADDED mailbox=1001", "+OK", "-NOPERM ADD *", "+PONG"):
        await talk.next_is(pattern)


@promise("after ten failures an address waits before it may try that name again, and others do not")
async def limited(world):
    server = await new_server(world)
    talk = await world.caller(server)
    # In one piece, so that the wait is not over before it is tried.
    await talk.send(*["AUTH pbx wrong"] * 10, "AUTH pbx xbp")
    for _ in range(10):
        await talk.next_is("-NOAUTH *")
    await talk.next_is("-BUSY retry_after_ms=* *")
    await talk.gets("AUTH boss ssob", "+OK")


@promise("to a client that is limited to contexts every other mailbox is an unknown one, which is not touched")
async def contexts(world):
    server = await new_server(world)
    boss, tenant, landlord = [await known(world, server, name) for name in ("boss", "tenant", "landlord")]
    for name in ("1001@acme", "1001@globex", "1001"):
        await boss.gets(f"ADD {name} PIN {PIN} voicemail_prompt=fr-CA", "+ADDED *")
    await tenant.gets(f"VERIFY 1001@acme {PIN}", "+GRANTED mailbox=1001@acme pin=verified language=fr-CA")
    for line in ("ACCESS #@{}", f"VERIFY #@{{}} {PIN}", f"CHANGE #@{{}} {PIN} {OTHER_PIN}", "PROMPT goodbye FOR #@{}"):
        replies = {
            (await tenant.ask(line.replace("#", number).format(context))).line.replace(f"{number}@{context}", "#")
            for number, context in (("1001", "globex"), ("4444", "acme"))}
        assert len(replies) == 1, f"to {line}: {replies}"
    await tenant.gets("SETTINGS 1001", "-NOMAILBOX *")
    await landlord.gets("LIST", "+LIST mailboxes=1001@acme")
    await landlord.gets("SHOW 1001@globex", "-NOMAILBOX *")
    await landlord.gets("REMOVE 1001@globex", "-NOMAILBOX *")
    await landlord.gets("ADD 1002@globex", "-NOPERM *")
    for line in ("INFO", "AUDIT", "KEY STATUS"):
        await landlord.gets(line, "-NOPERM *")
    await landlord.gets(f"ADD 1002@acme PIN {PIN}", "+ADDED *")
    await boss.gets("SHOW 1001@globex", "+SHOW * failures=0 *")


@promise("sources that such a client names are counted for it alone")
async def own_sources(world):
    server = await new_server(world)
    server_with_limit = world.new_server(source_max_failures=2)
    server_with_limit.settings["config"] = server.settings["config"]
    await server_with_limit.start()
    tenant, pbx = [await known(world, server_with_limit, name) for name in ("tenant", "pbx")]
    for number in (1, 2):
        await tenant.gets(f"VERIFY {number}@acme {WRONG_PIN} FROM trunk", "+DENIED *")
    await tenant.gets(f"VERIFY 3@acme {WRONG_PIN} FROM trunk", "+LOCKED * scope=source *")
    await pbx.gets(f"VERIFY 4 {WRONG_PIN} FROM trunk", "+DENIED *")

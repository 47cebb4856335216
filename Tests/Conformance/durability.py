"""What was answered holds, whatever becomes of the server."""

from world import OTHER_PIN, PIN, WRONG_PIN, promise


@promise("what was answered is on disk: a server that is killed gives no attempt back, and forgets nothing")
async def killed(world):
    server = world.new_server(lockout_base_s=900, source_max_failures=6)
    await server.start()
    admin, caller = await world.admin(server), await world.caller(server)
    changed, reset, locked, denied = [await world.mailbox(server=server) for _ in range(4)]
    await caller.gets(f"CHANGE {changed} {PIN} {OTHER_PIN}", "+CHANGED *")
    generated = (await admin.gets(f"RESET {reset}", "+RESET *"))["pin"]
    for _ in range(4):
        await caller.gets(f"VERIFY {locked} {WRONG_PIN} FROM a", "+DENIED *")
    await caller.gets(f"VERIFY {locked} {WRONG_PIN} FROM a", "+LOCKED *")
    await caller.gets(f"VERIFY {denied} {WRONG_PIN} FROM a", "+DENIED * attempts_left=4 *")
    unknown = world.number()
    await caller.gets(f"VERIFY {unknown} {WRONG_PIN}", "+DENIED * attempts_left=4 *")
    await admin.gets(f"SET {denied} email=ann@example.org", "+UPDATED *")
    await server.kill()
    await server.start()
    caller = await world.caller(server)
    for line, pattern in [
        (f"ACCESS {denied}", "+* attempts_left=4 *"), (f"ACCESS {unknown}", "+* attempts_left=4 *"),
        (f"VERIFY {locked} {PIN}", "+LOCKED * scope=mailbox *"), (f"VERIFY {denied} {PIN} FROM a", "+LOCKED * scope=source *"),
        (f"VERIFY {changed} {PIN}", "+DENIED *"), (f"VERIFY {changed} {OTHER_PIN}", "+GRANTED *"),
        (f"VERIFY {reset} {generated}", "+GRANTED * must_change=true *"),
        (f"SETTINGS {denied}", "+* email=ann@example.org *"),
    ]:
        await caller.gets(line, pattern)
    server.check_integrity()


@promise("a server that stops answers what it has taken, and ends well")
async def stopped(world):
    server = world.new_server()
    await server.start()
    talk, idle = await world.caller(server), await world.caller(server)
    numbers = [world.number() for _ in range(5)]
    await idle.gets("PING", "+PONG")
    await talk.send(*[f"VERIFY {number} {WRONG_PIN}" for number in numbers], "@seen PING")
    await talk.next_is("+@seen PONG")
    await server.stop()
    for number in numbers:
        await talk.next_is(f"+DENIED mailbox={number} *")
    await talk.is_closed()
    await idle.is_closed()


@promise("no PIN that was typed, set or generated is in the database or in the log")
async def no_pin_at_rest(world):
    server = world.new_server(log_level="trace")
    await server.start()
    admin, caller = await world.admin(server), await world.caller(server)
    number, other, typed = await world.mailbox(server=server), world.number(), "694258"
    pins = [PIN, OTHER_PIN, WRONG_PIN, typed]
    await caller.gets(f"VERIFY {number} {typed}", "+DENIED *")
    await caller.gets(f"VERIFY {other} {WRONG_PIN}", "+DENIED *")
    await caller.gets(f"CHANGE {number} {PIN} {OTHER_PIN}", "+CHANGED *")
    for line in (f"ADD {world.number()} GENERATE", f"RESET {number}"):
        pins.append((await admin.ask(line))["pin"])
    await server.stop()
    for path in server.directory.iterdir():
        data = path.read_bytes() if path.is_file() else b""
        for pin in pins:
            assert pin.encode() not in data, f"a PIN is in {path.name}"


@promise("a connection over the limit is told so and closed, and an admin still gets in")
async def too_many(world):
    server = world.new_server(limits_connections=2)
    await server.start()
    for _ in range(2):
        await (await world.caller(server)).gets("PING", "+PONG")
    third = await world.caller(server)
    await third.next_is("-ERR *")
    await third.is_closed()
    await (await world.admin(server)).gets("WHOAMI", "+WHOAMI * role=admin")


@promise("a connection that asks nothing is closed")
async def idle(world):
    server = world.new_server(limits_idle_s=1)
    await server.start()
    talk = await world.caller(server)
    await talk.write(b"PI")
    await talk.is_closed()


@promise("when too much waits, the answer is BUSY with a time, and no attempt is counted")
async def busy(world):
    server = world.new_server(hash_queue=2, hash_workers=1, hash_operations=8)
    await server.start()
    talk = await world.caller(server)
    numbers = [world.number() for _ in range(20)]
    await talk.send(*[f"@{number} VERIFY {number} {WRONG_PIN}" for number in numbers])
    replies = [await talk.receive() for _ in numbers]
    assert {reply.word for reply in replies} == {"DENIED", "BUSY"}, replies
    for reply in replies:
        is_busy = reply.word == "BUSY"
        assert not is_busy or int(reply["retry_after_ms"]) > 0, reply
        await talk.gets(f"ACCESS {reply.tag}", f"+* attempts_left={5 if is_busy else 4} *")

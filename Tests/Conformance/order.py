"""In what order replies come, and that none is lost."""

from world import OTHER_PIN, PIN, promise


@promise("replies to untagged requests come in the order of the requests")
async def untagged(world):
    numbers = [world.number() for _ in range(8)]
    talk = await world.caller()
    lines = []
    for number in numbers:
        lines += [f"VERIFY {number} 1", f"PING {number}"]
    await talk.send(*lines)
    for number in numbers:
        await talk.next_is(f"+DENIED mailbox={number} *")
        await talk.next_is(f"+{number}")


@promise("a request starts when those before it are answered: what was added is there")
async def pipeline(world):
    number = world.number()
    admin = await world.admin()
    await admin.send(
        f"ADD {number} PIN {PIN}", f"ADD {number}", f"SETTINGS {number}", f"VERIFY {number} {PIN}",
        f"RESET {number} PIN {OTHER_PIN}", f"VERIFY {number} {PIN}", f"REMOVE {number}", f"SETTINGS {number}")
    for pattern in (
        "+ADDED *", "-EXISTS *", "+SETTINGS * pin_set=true *", "+GRANTED *", "+RESET *", "+DENIED *", "+REMOVED *",
        "-NOMAILBOX *",
    ):
        await admin.next_is(pattern)


@promise("attempts on different mailboxes run side by side, and their replies keep their order")
async def side_by_side(world):
    numbers = [await world.mailbox() for _ in range(10)]
    talk = await world.caller()
    await talk.send(*[f"VERIFY {number} {PIN}" for number in numbers])
    for number in numbers:
        await talk.next_is(f"+GRANTED mailbox={number} *")


@promise("a tagged request starts at once: it does not wait for slow ones before it")
async def overtakes(world):
    numbers = [world.number() for _ in range(10)]
    talk = await world.caller()
    await talk.send(*[f"VERIFY {number} 1" for number in numbers], "@quick PING", "PING last")
    await talk.next_is("+@quick PONG")
    for number in numbers:
        await talk.next_is(f"+DENIED mailbox={number} *")
    await talk.next_is("+last")


@promise("one connection carries many calls, and every tag is answered once")
async def many_calls(world):
    talk = await world.caller()
    tags = [f"call-{index}" for index in range(50)]
    await talk.send(*[f"@{tag} VERIFY {world.number()} 1" for tag in tags])
    replies = [await talk.receive() for _ in tags]
    assert sorted(reply.tag for reply in replies) == sorted(tags), replies
    assert all(reply.word == "DENIED" for reply in replies), replies


@promise("ADDs that hash take turns: however many are sent in one go, none is BUSY")
async def many_additions(world):
    admin = await world.admin()
    numbers = [world.number() for _ in range(100)]
    await admin.send(*[f"ADD {number} GENERATE" for number in numbers])
    for number in numbers:
        await admin.next_is(f"+ADDED mailbox={number} pin=*")


@promise("nothing is dropped of what is sent before a reply is read")
async def nothing_dropped(world):
    talk = await world.caller()
    count = 20_000
    await talk.send(*[f"PING {index}" for index in range(count)])
    for index in range(count):
        await talk.next_is(f"+{index}")


@promise("QUIT: what is outstanding is answered, then +OK, then the end; what comes after it is ignored")
async def quitting(world):
    number = await world.mailbox()
    talk = await world.caller()
    await talk.send(f"VERIFY {number} 1", "QUIT", f"VERIFY {number} 1", "PING")
    await talk.next_is("+DENIED *")
    await talk.next_is("+OK")
    await talk.is_closed()
    await (await world.caller()).gets(f"ACCESS {number}", "+* attempts_left=4 *")
    talk = await world.caller()
    await talk.gets("@bye QUIT", "+@bye OK")
    await talk.is_closed()


@promise("who closes the sending side gets the outstanding replies")
async def half_closed(world):
    numbers = [world.number() for _ in range(5)]
    talk = await world.caller()
    await talk.send(*[f"VERIFY {number} 1" for number in numbers])
    talk.writer.write_eof()
    for number in numbers:
        await talk.next_is(f"+DENIED mailbox={number} *")
    await talk.is_closed()

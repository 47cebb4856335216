"""What a front end asks for a caller."""

import asyncio
import re
import socket
import struct
import time

from world import OTHER_PIN, PIN, WRONG_PIN, promise

REQUIRED = "+PIN_REQUIRED mailbox={} min_digits=6 max_digits=10 attempts_left={} language=en-US prompt=enter-pin"
DENIED = "+DENIED mailbox={} attempts_left={} language=en-US prompt={}"
LOCKED = "+LOCKED mailbox={} scope=mailbox retry_after_s=* language=en-US prompt=locked"
GRANTED = "+GRANTED mailbox={} pin=verified language=en-US"


@promise("ACCESS says whether a PIN is required, in the mailbox's language")
async def access(world):
    talk = await world.caller()
    number = await world.mailbox("voicemail_prompt=fr-CA")
    await talk.gets(
        f"ACCESS {number} FROM x TRUSTED",
        f"+PIN_REQUIRED mailbox={number} min_digits=6 max_digits=10 attempts_left=5 language=fr-CA prompt=enter-pin")
    number = await world.mailbox("enable_voicemail_pin=false voicemail_prompt=de-DE")
    for line in (f"ACCESS {number}", f"ACCESS {number} FROM x", f"VERIFY {number} {WRONG_PIN}"):
        await talk.gets(line, f"+GRANTED mailbox={number} pin=not_required language=de-DE")


@promise("a wrong PIN is counted, and a right one clears the count")
async def counted(world):
    number = await world.mailbox()
    talk = await world.caller()
    await talk.gets(f"VERIFY {number} {WRONG_PIN}", DENIED.format(number, 4, "incorrect-pin"))
    await talk.gets(f"ACCESS {number}", REQUIRED.format(number, 4))
    await talk.gets(f"VERIFY {number} {PIN}", GRANTED.format(number))
    await talk.gets(f"ACCESS {number}", REQUIRED.format(number, 5))


@promise("what cannot be a PIN is a wrong PIN, not an error: the caller typed it")
async def no_pin(world):
    number = await world.mailbox()
    talk = await world.caller()
    for left, typed in ((4, "12"), (3, "garbage!"), (2, '""')):
        await talk.gets(f"VERIFY {number} {typed}", DENIED.format(number, left, "incorrect-pin"))
    await talk.gets(f"VERIFY {number} {PIN}1", DENIED.format(number, 1, "last-attempt"))


async def lock(talk, number):
    for left in (4, 3, 2, 1):
        await talk.gets(f"VERIFY {number} {WRONG_PIN}", f"+DENIED mailbox={number} attempts_left={left} *")
    return await talk.gets(f"VERIFY {number} {WRONG_PIN}", LOCKED.format(number))


@promise("the fifth wrong PIN locks, also for the right one; while it is locked nothing is hashed")
async def locks(world):
    server = world.new_server(lockout_base_s=900)
    await server.start()
    number = await world.mailbox(server=server)
    talk, admin = await world.caller(server), await world.admin(server)
    assert (await lock(talk, number))["retry_after_s"] == "900"
    hashes = (await talk.ask("INFO"))["hashes"]
    for line in (f"VERIFY {number} {PIN}", f"CHANGE {number} {PIN} {OTHER_PIN}", f"ACCESS {number}"):
        await talk.gets(line, LOCKED.format(number))
    assert (await talk.ask("INFO"))["hashes"] == hashes
    await talk.gets(f"SETTINGS {number}", "+SETTINGS * locked=true")
    await admin.gets(f"UNLOCK {number}", f"+UNLOCKED mailbox={number}")
    await talk.gets(f"VERIFY {number} {PIN}", GRANTED.format(number))


@promise("a lockout ends after its time, and the next one is twice as long")
async def doubles(world):
    number = await world.mailbox()
    talk = await world.caller()
    for seconds in (2, 4):
        assert (await lock(talk, number))["retry_after_s"] == str(seconds)
        begun = time.monotonic()
        while (await talk.ask(f"ACCESS {number}")).word == "LOCKED":
            assert time.monotonic() - begun < 60, "it does not end"
        await talk.gets(f"ACCESS {number}", REQUIRED.format(number, 5))


@promise("an unknown mailbox and one without a PIN get the replies of a wrong PIN, to the letter")
async def no_oracle(world):
    server = world.new_server(lockout_base_s=900)
    await server.start()
    numbers = [await world.mailbox(server=server), await world.mailbox("NOPIN", server=server), world.number()]
    talk = await world.caller(server)
    lines = ["ACCESS #"] + [f"VERIFY # {WRONG_PIN}"] * 6 + ["ACCESS #", f"CHANGE # {WRONG_PIN} 123456", "PROMPT enter-pin FOR #"]
    for line in lines:
        replies = set()
        for number in numbers:
            reply = (await talk.ask(line.replace("#", number))).line.replace(number, "#")
            # The seconds that are left pass between one question and the next.
            replies.add(re.sub(r"retry_after_s=(8|9)\d\d ", "retry_after_s=… ", reply))
        assert len(replies) == 1, f"to {line}: {replies}"


@promise("forty wrong PINs at once buy five guesses")
async def race(world):
    server = world.new_server(lockout_base_s=900)
    await server.start()
    for number in (await world.mailbox(server=server), world.number()):
        talks = [await world.caller(server) for _ in range(40)]
        await asyncio.gather(*[talk.send(f"VERIFY {number} {WRONG_PIN}") for talk in talks])
        words = [(await talk.receive()).word for talk in talks]
        assert words.count("DENIED") == 4 and words.count("LOCKED") == 36, words


@promise("failures are counted for each source over all mailboxes, whatever the PIN then is")
async def source(world):
    server = world.new_server(source_max_failures=3)
    await server.start()
    number = await world.mailbox(server=server)
    talk, admin = await world.caller(server), await world.admin(server)
    for _ in range(3):
        await talk.gets(f"VERIFY {world.number()} {WRONG_PIN} FROM +1555", "+DENIED *")
    await talk.gets(
        f"VERIFY {number} {PIN} FROM +1555",
        f"+LOCKED mailbox={number} scope=source retry_after_s=* language=en-US prompt=try-later")
    await talk.gets(f"ACCESS {number}", REQUIRED.format(number, 5))
    await talk.gets(f"VERIFY {number} {PIN} FROM +1556", GRANTED.format(number))
    open_to_all = await world.mailbox("NOPIN enable_voicemail_pin=false", server=server)
    for line in (f"VERIFY {open_to_all} {PIN} FROM", f"ACCESS {open_to_all} FROM"):
        await talk.gets(f"{line} +1555", f"+LOCKED mailbox={open_to_all} scope=source * prompt=try-later")
        await talk.gets(f"{line} +1556", f"+GRANTED mailbox={open_to_all} pin=not_required *")
    await admin.gets("UNLOCK SOURCE +1555", "+UNLOCKED source=+1555")
    await talk.gets(f"VERIFY {number} {PIN} FROM +1555", GRANTED.format(number))


@promise("CHANGE checks and counts the old PIN, and then what the new one is like")
async def change(world):
    number = await world.mailbox()
    talk = await world.caller()
    await talk.gets(
        f"CHANGE {number} {PIN} 730111",
        f'-POLICY rule=repeated at=4 text="*" prompt=pin-rejected-repeated')
    await talk.gets(f"CHANGE {number} {WRONG_PIN} 730111", f"+DENIED mailbox={number} attempts_left=4 *")
    await talk.gets(f"CHANGE {number} {PIN} {OTHER_PIN}", f"+CHANGED mailbox={number}")
    await talk.gets(f"VERIFY {number} {PIN}", f"+DENIED mailbox={number} attempts_left=4 *")
    await talk.gets(f"VERIFY {number} {OTHER_PIN}", GRANTED.format(number))


@promise("after an admin's RESET the caller must choose a new PIN")
async def reset(world):
    number = await world.mailbox()
    talk, admin = await world.caller(), await world.admin()
    reply = await admin.gets(f"RESET {number}", f"+RESET mailbox={number} pin=* must_change=true")
    pin = reply["pin"]
    assert pin.isdigit() and 6 <= len(pin) <= 10, reply
    await talk.gets(f"VERIFY {number} {PIN}", "+DENIED *")
    must_change = GRANTED.format(number) + " must_change=true prompt=must-change-pin"
    await talk.gets(f"VERIFY {number} {pin}", must_change)
    await admin.gets(f"RESET {number} PIN {WRONG_PIN}", f"+RESET mailbox={number} must_change=true")
    await talk.gets(f"VERIFY {number} {WRONG_PIN}", must_change)
    await talk.gets(f"CHANGE {number} {WRONG_PIN} {WRONG_PIN}", '-POLICY rule=history at=1 text="*" prompt=pin-rejected-reused')
    await talk.gets(f"VERIFY {number} {WRONG_PIN}", must_change)
    await talk.gets(f"CHANGE {number} {WRONG_PIN} {OTHER_PIN}", "+CHANGED *")
    await talk.gets(f"VERIFY {number} {OTHER_PIN}", GRANTED.format(number))


@promise("CHECKPIN names the first rule that a PIN breaks, and where")
async def check_pin(world):
    talk = await world.caller()
    for pin, rule, at in [
        ("12a456", "digits", 3), ("", "length", 1), ("13579", "length", 6), ("13579135791", "length", 11),
        ("911125", "repeated", 2), ("846000", "repeated", 4), ("501274", "sequential", 2), ("987250", "sequential", 1),
        ("12345", "length", 6), ("111234", "repeated", 1), ("1" * 70, "length", 11),
    ]:
        await talk.gets(
            f"CHECKPIN '{pin}'", f'+REJECTED rule={rule} at={at} text="*" prompt=pin-rejected-{rule}')
    for pin in (PIN, "121212", "908172", "890246", "1357924680", "001100"):
        await talk.gets(f"CHECKPIN {pin}", "+ACCEPTABLE")
        await talk.gets(f"CHECKPIN {pin} FOR {pin}", "+ACCEPTABLE")


@promise("a repeat after a lost connection is not a second guess")
async def repeated(world):
    number = await world.mailbox()
    talk, watcher = await world.caller(), await world.caller()
    await talk.send(f"VERIFY {number} {WRONG_PIN}")
    begun = time.monotonic()
    while "attempts_left=4" not in (await watcher.ask(f"ACCESS {number}")).line:
        assert time.monotonic() - begun < 60, "it is not counted"
    # It breaks off, and takes no reply.
    own = talk.writer.get_extra_info("socket")
    own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    talk.writer.transport.abort()
    again = await world.caller()
    await again.gets(f"VERIFY {number} {WRONG_PIN}", f"+DENIED mailbox={number} attempts_left=4 *")
    # On connections that are open each counts.
    await again.gets(f"VERIFY {number} {WRONG_PIN}", f"+DENIED mailbox={number} attempts_left=3 *")


@promise("SETTINGS shows what was set, and the server's defaults")
async def settings(world):
    talk = await world.caller()
    plain = await world.mailbox()
    await talk.gets(
        f"SETTINGS {plain}",
        f"+SETTINGS mailbox={plain} enable_voicemail_pin=true voicemail_prompt=en-US voicemail_play_datetime=12_HOUR_CLOCK"
        " enable_voicemail_notify=false time_zone=UTC pin_set=true locked=false")
    full = await world.mailbox(
        "NOPIN enable_voicemail_pin=false voicemail_prompt=zh_hant_tw voicemail_play_datetime=DISABLE"
        " enable_voicemail_notify=true time_zone=America/New_York email=ann@example.org")
    await talk.gets(
        f"SETTINGS {full}",
        f"+SETTINGS mailbox={full} enable_voicemail_pin=false voicemail_prompt=zh-Hant-TW voicemail_play_datetime=DISABLE"
        " enable_voicemail_notify=true time_zone=America/New_York email=ann@example.org pin_set=false locked=false")
    await talk.gets(f"SETTINGS {world.number()}", "-NOMAILBOX mailbox=* *")

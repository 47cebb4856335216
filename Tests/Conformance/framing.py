"""Bytes and lines: what a request is, and what is none."""

from world import PIN, array, promise


@promise("a line ends with LF or with CR LF")
async def line_ends(world):
    talk = await world.caller()
    await talk.write(b"PING a\nPING b\r\nPING c\n")
    for text in "abc":
        await talk.next_is(f"+{text}")


@promise("blank lines and empty arrays are ignored")
async def blank(world):
    talk = await world.caller()
    await talk.write(b"\r\n\n \t \r\n*0\r\nPING\r\n")
    await talk.next_is("+PONG")


@promise("words are separated by spaces and tabs, and quoted as in Redis inline commands")
async def quotes(world):
    talk = await world.caller()
    for line, text in [
        ("PING\t \tx", "x"), ('PING "a b"', "a b"), (r'PING "a\"b\\c"', r'a"b\c'), (r'PING "\x41\x62"', "Ab"),
        (r'PING "\q"', "q"), ("PING 'a b'", "a b"), (r"PING 'it\'s'", "it's"), (r"PING 'a\nb'", r"a\nb"),
        ('PING a"b c"', "ab c"), ('PING "größe"', "größe"),
    ]:
        await talk.gets(line, f"+{text}")
    for line in (r'PING "a\nb"', r'PING "a\rb"', r'PING "\x00"', r'PING "\x7f"'):
        await talk.gets(line, "-BADVALUE field=text *")
    for line in ('PING "a', "PING 'a", 'PING "a"b'):
        talk = await world.caller()
        await talk.gets(line, "-ERR *")
        await talk.is_closed()


@promise("an array of bulk strings is answered as the line is, and both may be mixed on one connection")
async def arrays(world):
    number = await world.mailbox()
    talk = await world.caller()
    for words in (["PING"], ["PING", "a b"], ["ACCESS", number], ["SETTINGS", "x y"], ["NOSUCH"], ["VERIFY"]):
        quoted = " ".join(f'"{word}"' if " " in word else word for word in words)
        assert (await talk.array(*words)).line == (await talk.ask(quoted)).line, words
    await talk.write(b"PING 1\r\n" + array("PING", "2") + b"PING 3\n" + array("PING", "4"))
    for text in "1234":
        await talk.next_is(f"+{text}")


@promise("a request may come in pieces, byte by byte")
async def pieces(world):
    number = world.number()
    for request in (f"@t ACCESS {number}\r\n".encode(), array("ACCESS", number)):
        talk = await world.caller()
        for index in range(len(request)):
            await talk.write(request[index:index + 1])
        await talk.next_is(f"+*PIN_REQUIRED mailbox={number} *")


@promise("an argument of an array holds any bytes; one that cannot be a PIN is a wrong PIN")
async def any_bytes(world):
    number = await world.mailbox()
    talk = await world.caller()
    for left, secret in ((4, b"\x00\xff\r\n\"'"), (3, b""), (2, b"8" * 65)):
        reply = await talk.array("VERIFY", number, secret)
        assert reply.word == "DENIED" and reply["attempts_left"] == str(left), reply
    reply = await talk.array("VERIFY", number, PIN)
    assert reply.word == "GRANTED", reply


@promise("command words and option words may be in any case, and names of fields may not")
async def letter_case(world):
    number = await world.mailbox()
    caller, admin = await world.caller(), await world.admin()
    await caller.gets(f"vErIfY {number} {PIN} fRoM x", "+GRANTED *")
    await caller.gets("announce 0 in en clock 24 zone UTC relative", "+ANNOUNCE *")
    await admin.gets("list count 1 where no_pin fields", "+LIST*")
    await admin.gets(f"SET {number} EMAIL=a@b.example", "-BADVALUE field=* *")


@promise("a line has at most 4096 bytes, and one too many is refused as soon as it has come")
async def long_line(world):
    talk = await world.caller()
    await talk.gets("PING " + "x" * 4091, "+" + "x" * 4091)
    await talk.write(b"PING " + b"x" * 4092)
    await talk.next_is("-ERR *")
    await talk.is_closed()


@promise("an array has at most 64 strings and 4096 bytes, and a length beyond that is refused at once")
async def long_array(world):
    talk = await world.caller()
    assert (await talk.array(*["PING"] * 64)).word == "SYNTAX"
    assert (await talk.array("PING", "x" * 4092)).line == "+" + "x" * 4092
    for beginning in (b"*65\r\n", b"*2\r\n$4\r\nPING\r\n$4093\r\n", b"*1\r\n$4097\r\n"):
        talk = await world.caller()
        await talk.write(beginning)
        await talk.next_is("-ERR *")
        await talk.is_closed()


@promise("lengths are digits without sign or leading zeros, and an array holds bulk strings only")
async def lengths(world):
    for bad in (
        b"*+1\r\n", b"*01\r\n", b"*-1\r\n", b"*1x\r\n", b"*\r\n", b"*1\r\n$04\r\n", b"*1\r\n$-1\r\n", b"*1\r\n+PING\r\n",
        b"*1\r\n$4\r\nPINGx\r\n", b"*1\n$4\nPING\n",
    ):
        talk = await world.caller()
        await talk.write(b"PING\r\n" + bad)
        await talk.next_is("+PONG")
        await talk.next_is("-ERR *")
        await talk.is_closed()


@promise("a line is UTF-8 without control characters")
async def control_characters(world):
    for bad in (b"PING a\x01b", b"PING a\x00", b"PING a\rb", b"PING \x7f", b"PING \x1b[0m", b"PING \xff", b"PING \xc0\xaf"):
        talk = await world.caller()
        await talk.write(bad + b"\r\n")
        await talk.next_is("-ERR *")
        await talk.is_closed()


@promise("what came before malformed bytes is answered first, and what comes after them is not looked at")
async def malformed_in_between(world):
    number = await world.mailbox()
    talk = await world.caller()
    await talk.write(f"VERIFY {number} 1\r\nPING \"\r\nVERIFY {number} 1\r\n".encode())
    await talk.next_is(f"+DENIED mailbox={number} attempts_left=4 *")
    await talk.next_is("-ERR *")
    await talk.is_closed()
    await (await world.caller()).gets(f"ACCESS {number}", "+* attempts_left=4 *")


@promise("an unknown command, wrong arguments and wrong values keep the connection open")
async def errors_keep_open(world):
    talk = await world.caller()
    await talk.gets("PING", "+PONG")
    await talk.gets("NOSUCH x", "-UNKNOWN *")
    for line, usage in [
        ("VERIFY", "VERIFY mailbox pin [FROM source]"), ("ACCESS", "ACCESS *"), ("PING a b", "PING *"),
        ("VERIFY 1 2 FROM", "VERIFY *"), ("VERIFY 1 2 FRUM 3", "VERIFY *"), ("CHANGE 1 2", "CHANGE *"),
        ("MESSAGES 3", "MESSAGES *"), ("MESSAGES FOR 1", "MESSAGES *"), ("ANNOUNCE 0", "ANNOUNCE *"), ("ANNOUNCE 0 IN en", "ANNOUNCE *"), ("PROMPT x", "PROMPT *"), ("CHECKPIN", "CHECKPIN *"),
    ]:
        await talk.gets(line, f"-SYNTAX usage: {usage}")
    await talk.gets("ACCESS 1@2@3", "-BADVALUE field=mailbox *")
    await talk.gets("PING", "+PONG")


@promise("no error repeats what was sent, as it may be a PIN")
async def errors_tell_nothing(world):
    caller, admin = await world.caller(), await world.admin()
    await caller.gets("PING", "+PONG")
    for line in (
        f"VERIFY 1 2 {PIN} 3", f"CHECKPIN {PIN} {PIN}", PIN, f"{PIN} {PIN}", f"ANNOUNCE {PIN}x IN en CLOCK 12",
        f"VERIFY 1@{PIN}@2 3", f"PROMPT {PIN}! IN en", f"PROMPT enter-pin IN {PIN}--", f"VERIFY 1 2 FROM '{PIN} x'",
        f"@{PIN}! PING", f"HELP {PIN}", f"ADD 1 PIN {PIN} {PIN}", f"SET 1 {PIN}={PIN}", f"RESET 1 {PIN}", f"LIST WHERE {PIN}",
    ):
        for talk in (caller, admin):
            reply = await talk.ask(line)
            assert reply.is_error and PIN not in reply.line, f"to {line}: {reply}"


@promise("a tag is 1 to 32 characters in front of a line, and stands in its reply behind the first character")
async def tags(world):
    talk = await world.caller()
    await talk.gets("@call-7 PING", "+@call-7 PONG")
    await talk.gets("@call-7 PING x", "+@call-7 x")
    await talk.gets("@Az09._- NOSUCH", "-@Az09._- UNKNOWN *")
    await talk.gets(f"@{'t' * 32} VERIFY", f"-@{'t' * 32} SYNTAX *")
    await talk.gets("@b ACCESS 1@2@3", "-@b BADVALUE field=mailbox *")
    for bad in ("@", f"@{'t' * 33}", "@a!b", "@ä"):
        await talk.gets(f"{bad} PING", "-BADVALUE field=tag *")
    # There are none in the array form.
    assert (await talk.array("@t", "PING")).word == "UNKNOWN"
    talk = await world.caller()
    await talk.write(b'@t PING "\r\n')
    await talk.next_is("-*ERR *")
    await talk.is_closed()


@promise("mailboxes, sources and tags have their characters and lengths")
async def values(world):
    talk = await world.caller()
    for mailbox in ("1", "*98", "+4930-1_2.x#", "A" * 32, "1@a", "1@" + "c" * 64, "1@default"):
        await talk.gets(f"ACCESS {mailbox}", "+PIN_REQUIRED *")
    await talk.gets("ACCESS 17@default", "+PIN_REQUIRED mailbox=17 *")
    for mailbox in ("A" * 33, "1@" + "c" * 65, "1@", "ä", "1/2", "1@a@b", "1@*", "''"):
        await talk.gets(f"ACCESS {mailbox}", "-BADVALUE field=mailbox *")
    number = await world.mailbox()
    for source in ("+14165550100", "x" * 64, "~!sip:a@b"):
        await talk.gets(f"VERIFY {number} {PIN} FROM {source}", "+GRANTED *")
    for source in ("x" * 65, "'a b'", "ä", "''"):
        await talk.gets(f"VERIFY {number} {PIN} FROM {source}", "-BADVALUE field=source *")

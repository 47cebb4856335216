"""Commands about the connection, and what Redis clients send."""

from world import array, promise

ADMINS = {
    "ADD": "ADD 1", "SET": "SET 1 email=", "REMOVE": "REMOVE 1", "RESET": "RESET 1", "UNLOCK": "UNLOCK 1", "SHOW": "SHOW 1",
    "LIST": "LIST", "AUDIT": "AUDIT", "KEY": "KEY STATUS",
}


@promise("without clients a TCP connection is a front end, and the server's own user on the Unix socket an admin")
async def roles(world):
    caller, admin = await world.caller(), await world.admin()
    await caller.gets("WHOAMI", "+WHOAMI name=frontend role=frontend")
    await admin.gets("WHOAMI", "+WHOAMI name=admin role=admin")
    for command, line in ADMINS.items():
        await caller.gets(line, f"-NOPERM {command} *")
    for line in ("UNLOCK SOURCE x", "SET 1 email=nonsense", "ADD 1@2@3", "LIST COUNT 0", "SET", "ADD 1 PIN", "KEY"):
        await caller.gets(line, f"-NOPERM {line.split()[0]} *")


@promise("PING answers PONG, or its text")
async def ping(world):
    talk = await world.caller()
    await talk.gets("PING", "+PONG")
    await talk.gets("PING größe", "+größe")
    assert (await talk.array("PING", "a\r\nb")).word == "BADVALUE"


@promise("HELP lists the commands, and says of each its role, its usage and what it does")
async def help_of_each(world):
    talk = await world.caller()
    commands = (await talk.ask("HELP"))["commands"].split(",")
    assert set(ADMINS) | {"PING", "QUIT", "ACCESS", "VERIFY", "CHANGE", "ANNOUNCE", "MESSAGES", "AUTH"} <= set(commands), commands
    for command in commands:
        role = "admin" if command in ADMINS else "*"
        await talk.gets(f"HELP {command.lower()}", f'+HELP command={command} role={role} usage="{command}*" text="*"')
    await talk.gets("HELP NOSUCH", "-BADVALUE field=command *")


@promise("INFO has a line of figures; how many mailboxes are locked, and how large the audit is, is for admins")
async def info(world):
    caller, admin = await world.caller(), await world.admin()
    keys = """version uptime_s mailboxes mailboxes_in_memory languages hash_memory_kib hash_operations hash_workers hash_queue
        hash_queue_max connections_max requests_unanswered requests_unanswered_max held_bytes held_bytes_max
        hash_running hash_us hash_memory hash_wait_us commit_us commit_changes protocol_errors internal_defects busy_replies
        hashes commits commit_failures audit_rows seal_failures rss_kib freed_memory time_zones time_zones_source sealed"""
    reply = await caller.ask("INFO")
    missing = set(keys.split()) - set(reply.fields)
    assert reply.word == "INFO" and not missing, f"{missing} of {reply}"
    known = await admin.ask("INFO")
    for key in ("mailboxes_locked", "audit_bytes", "audit_max_bytes"):
        assert key not in reply.fields and known[key] is not None, key
    assert reply["sealed"] == "false" and reply["internal_defects"] == "0", reply


@promise("AUTH without clients says that there are none")
async def no_clients(world):
    talk = await world.caller()
    for line in ("AUTH secret", "AUTH name secret", "HELLO 3 AUTH name secret"):
        await talk.gets(line, "-NOAUTH no clients are configured; *")
    await talk.gets("WHOAMI", "+WHOAMI * role=frontend")


@promise("what Redis clients send when they connect is answered")
async def redis(world):
    talk = await world.caller()
    for words in (["SELECT", "0"], ["CLIENT", "SETNAME", "x"], ["CLIENT", "SETINFO", "LIB-NAME", "x"]):
        assert (await talk.array(*words)).line == "+OK", words
    assert (await talk.array("SELECT", "1")).word == "BADVALUE"
    assert (await talk.array("INFO", "REPLICATION")).line == "+INFO replication=role:master"
    for words in (["COMMAND"], ["COMMAND", "DOCS"], ["CONFIG", "GET", "save"]):
        assert (await talk.array(*words)).word == "UNKNOWN", words


@promise("HELLO says in a line which version is set, and takes 2 and 3")
async def hello_line(world):
    talk = await world.caller()
    for line, proto in [("HELLO", 2), ("HELLO 3", 3), ("HELLO", 3), ("HELLO 2 SETNAME x", 2), ("HELLO", 2)]:
        await talk.gets(
            line, f'+HELLO server=vmgate version=* proto={proto} id=* mode=standalone role=master modules=""')
    await talk.gets("HELLO 4", "-NOPROTO *")
    await talk.gets("HELLO 3 NOSUCH", "-SYNTAX *")
    await talk.gets("HELLO", "+HELLO * proto=2 *")


@promise("HELLO in the array form is an array or a map, as Redis answers it, and nothing else changes with it")
async def hello_array(world):
    for version, head in ((b"2", b"*14"), (b"3", b"%7")):
        talk = await world.caller()
        await talk.write(array("HELLO", version) + array("PING"))
        lines = []
        while not lines or lines[-1] != b"+PONG":
            lines.append((await talk.reader.readline()).removesuffix(b"\r\n"))
        assert lines[0] == head and lines[-2] == b"*0", lines
        words = [line for line in lines[1:-2] if not line.startswith(b"$")]
        keys = [b"server", b"version", b"proto", b"id", b"mode", b"role", b"modules"]
        assert words[0::2] == keys and words[1] == b"vmgate" and words[5] == b":" + version, lines


@promise("a reply is one line without control characters, whose text is quoted")
async def one_line(world):
    admin = await world.admin()
    for line in ("HELP PING", "INFO", "PROMPTS", "PROMPT enter-pin IN ar", "CHECKPIN 1", "ANNOUNCE 0 IN ja CLOCK 12", "MESSAGES 3 1 IN ja", "AUDIT"):
        await admin.write(line.encode() + b"\r\n")
        data = await admin.reader.readline()
        assert data.endswith(b"\r\n") and not any(byte < 32 or byte == 127 for byte in data[:-2]), data
        assert b" text=" not in data or b' text="' in data, data

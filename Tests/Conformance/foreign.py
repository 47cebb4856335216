"""What a browser, a load balancer or a scanner sends is not carried out."""

from world import PIN, promise

# As they come from others' programs: HTTP and its headers, PROXY, SIP, RTSP, SMTP, SSH, TLS, FastAGI, the Asterisk Manager
# Interface, memcached and Telnet.
LINES = [
    b"GET / HTTP/1.1", b"POST /x HTTP/1.0", b"GET /x", b"Host: example.org", b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2",
    b"REGISTER sip:example.org SIP/2.0", b"OPTIONS rtsp://example.org/ RTSP/1.0", b"EHLO example.org",
    b"SSH-2.0-OpenSSH_9.9", b"\x16\x03\x01\x02\x00\x01\x00", b"agi_network: yes", b"Action: Login", b"set key 0 900 5",
    b"\xff\xfb\x01",
]


@promise("after a line of another protocol nothing more is read: what came before is answered, then why, then the end")
async def at_any_time(world):
    number = await world.mailbox()
    for line in LINES:
        for before in (b"", b"PING\r\n"):
            talk = await world.caller()
            await talk.write(before + line + f"\r\nVERIFY {number} 1\r\nVERIFY {number} {PIN}\r\n".encode())
            if before:
                await talk.next_is("+PONG")
            await talk.next_is("-ERR *")
            await talk.is_closed()
    await (await world.caller()).gets(f"ACCESS {number}", "+* attempts_left=5 *")


@promise("the error names the protocol")
async def named(world):
    for line, name in [("GET / HTTP/1.1", "HTTP"), ("EHLO x", "SMTP"), ("SSH-2.0-x", "SSH"), ("INVITE sip:a SIP/2.0", "SIP")]:
        talk = await world.caller()
        await talk.gets(line, f"-ERR *{name}*")


@promise("the first line over TCP must begin with a command; on the Unix socket, where people type, it is just unknown")
async def first_line(world):
    number = await world.mailbox()
    caller = await world.caller()
    await caller.write(f"NOSUCH\r\nVERIFY {number} 1\r\n".encode())
    await caller.next_is("-ERR *")
    await caller.is_closed()
    await (await world.caller()).gets("VERIFY", "-SYNTAX *")
    admin = await world.admin()
    await admin.gets("NOSUCH", "-UNKNOWN *")
    await admin.gets(f"ACCESS {number}", "+* attempts_left=5 *")


@promise("an array may open with any command, as client libraries do")
async def first_array(world):
    talk = await world.caller()
    assert (await talk.array("COMMAND", "DOCS")).word == "UNKNOWN"
    assert (await talk.array("PING")).line == "+PONG"


@promise("a valid request is never taken for another protocol")
async def valid(world):
    talk = await world.caller()
    for text in ("Host:", "HTTP/1.1", "sip:a"):
        await talk.gets(f"PING {text}", f"+{text}")
    await talk.gets("@GET PING", "+@GET PONG")
    await talk.gets("ACCESS GET", "+PIN_REQUIRED mailbox=GET *")

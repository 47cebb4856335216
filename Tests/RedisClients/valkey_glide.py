"""valkey-glide: valkey_glide.py RESP PORT NAME SECRET MAILBOX PIN"""

import asyncio
import sys

from glide import (
    Batch,
    GlideClient,
    GlideClientConfiguration,
    GlideError,
    Logger,
    LogLevel,
    NodeAddress,
    ProtocolVersion,
    RequestError,
    ServerCredentials,
)

version, port, name, secret, mailbox, pin = sys.argv[1:]


# It logs to standard output.
Logger.set_logger_config(LogLevel.OFF)


async def connect(password):
    # In milliseconds: above the server's deadline, and a second.
    return await GlideClient.create(
        GlideClientConfiguration(
            [NodeAddress("127.0.0.1", int(port))],
            credentials=ServerCredentials(username=name, password=password) if password else None,
            protocol=ProtocolVersion["RESP" + version],
            request_timeout=4000,
        )
    )


def word(reply):
    return reply.decode().split()[0]


def code(error):
    """The client puts words of its own around the error's text, and with RESP2 in place of it."""
    text = str(error).replace("AuthenticationFailed", "NOAUTH")
    return next((code for code in ("NOAUTH", "NOMAILBOX") if code in text), text)


async def main():
    for label, password in ("unnamed", None), ("refused", "not the secret"):
        try:
            await connect(password)
            print(label, "no error")
        except GlideError as error:
            print(label, code(error))
    client = await connect(secret)
    print("ping", word(await client.ping()))
    print("right", word(await client.custom_command(["VERIFY", mailbox, pin])))
    print("wrong", word(await client.custom_command(["VERIFY", mailbox, "111111"])))
    try:
        print("error no error but", await client.custom_command(["SETTINGS", "no-such-mailbox"]))
    except RequestError as error:
        print("error", code(error))
    batch = Batch(is_atomic=False)
    batch.custom_command(["ACCESS", mailbox])
    batch.custom_command(["VERIFY", mailbox, pin])
    batch.custom_command(["VERIFY", mailbox, "111111"])
    print("pipeline", *[word(reply) for reply in await client.exec(batch, raise_on_error=True)])
    await client.close()


asyncio.run(main())

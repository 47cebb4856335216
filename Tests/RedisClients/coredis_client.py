"""coredis: coredis_client.py PORT NAME SECRET MAILBOX PIN"""

import asyncio
import sys

import coredis
from coredis.exceptions import AuthenticationRequiredError, ResponseError

port, name, secret, mailbox, pin = sys.argv[1:]


def make(**options):
    return coredis.Redis(host="127.0.0.1", port=int(port), decode_responses=True, **options)


def word(reply):
    return str(reply).split()[0]


def request(client, *words):
    return client.create_request(*words, callback=lambda reply, **_: reply)


async def failure(options, *words):
    try:
        async with make(**options) as client:
            return "no error but " + word(await request(client, *words))
    except* AuthenticationRequiredError:
        # It stands for NOAUTH. That of a refused connection comes in a group of exceptions.
        code = "NOAUTH"
    return code


async def main():
    print("unnamed", await failure({}, b"VERIFY", mailbox, pin))
    print("refused", await failure({"username": name, "password": "not the secret"}, b"PING"))
    async with make(username=name, password=secret) as client:
        print("ping", word(await client.ping()))
        print("right", word(await request(client, b"VERIFY", mailbox, pin)))
        print("wrong", word(await request(client, b"VERIFY", mailbox, "111111")))
        try:
            print("error no error but", await request(client, b"SETTINGS", "no-such-mailbox"))
        except ResponseError as error:
            print("error", word(error))
        async with client.pipeline(transaction=False) as pipeline:
            replies = [
                request(pipeline, b"ACCESS", mailbox),
                request(pipeline, b"VERIFY", mailbox, pin),
                request(pipeline, b"VERIFY", mailbox, "111111"),
            ]
        print("pipeline", *[word(await reply) for reply in replies])


asyncio.run(main())

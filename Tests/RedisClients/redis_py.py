"""redis-py or valkey-py, with its default options: redis_py.py MODULE PORT NAME SECRET MAILBOX PIN"""

import importlib
import sys

module, port, name, secret, mailbox, pin = sys.argv[1:]
library = importlib.import_module(module)
client = getattr(library, module.capitalize())


def connect(**options):
    return client(host="127.0.0.1", port=int(port), decode_responses=True, **options)


def word(reply):
    """The first word; PING is answered with True."""
    return "PONG" if reply is True else str(reply).split()[0]


def verify(connection, candidate):
    return connection.execute_command("VERIFY", mailbox, candidate)


def failure(action):
    try:
        return "no error but " + word(action())
    except library.AuthenticationError as error:
        # It stands for NOAUTH, and its text has the code no more than it has in Redis.
        return "NOAUTH" if str(error) else "nothing"
    except library.ResponseError as error:
        return str(error).split()[0]


# With the library's own number of retries NOAUTH is repeated, and each refused AUTH counts.
once = importlib.import_module(module + ".retry").Retry(importlib.import_module(module + ".backoff").NoBackoff(), 0)
print("unnamed", failure(lambda: verify(connect(retry=once), pin)))
print("refused", failure(lambda: connect(username=name, password="not the secret", retry=once).ping()))
frontend = connect(username=name, password=secret)
print("ping", word(frontend.ping()))
print("right", word(verify(frontend, pin)))
print("wrong", word(verify(frontend, "111111")))
print("error", failure(lambda: frontend.execute_command("SETTINGS", "no-such-mailbox")))
pipeline = frontend.pipeline(transaction=False)
pipeline.execute_command("ACCESS", mailbox)
verify(pipeline, pin)
verify(pipeline, "111111")
print("pipeline", *[word(reply) for reply in pipeline.execute()])

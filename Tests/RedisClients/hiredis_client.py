"""hiredis, the parser and the encoder that Python clients use, with a socket: hiredis_client.py RESP PORT NAME SECRET MAILBOX PIN"""

import socket
import sys

import hiredis

version, port, name, secret, mailbox, pin = sys.argv[1:]


class Connection:
    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", int(port)), timeout=4)
        self.reader = hiredis.Reader(encoding="utf-8")

    def send(self, *requests):
        self.socket.sendall(b"".join(hiredis.pack_command(request) for request in requests))

    def receive(self):
        while True:
            reply = self.reader.gets()
            if reply is not False:
                return reply
            data = self.socket.recv(65536)
            if not data:
                raise ConnectionError("the server closed the connection")
            self.reader.feed(data)

    def call(self, *request):
        self.send(request)
        return self.receive()


def word(reply):
    return str(reply).split()[0]


def hello(*credentials):
    connection = Connection()
    return connection, connection.call("HELLO", version, *credentials)


stranger, reply = hello()
assert (reply if version == "3" else dict(zip(reply[::2], reply[1::2])))["proto"] == int(version), reply
print("unnamed", word(stranger.call("VERIFY", mailbox, pin)))
print("refused", word(hello("AUTH", name, "not the secret")[1]))
connection, reply = hello("AUTH", name, secret)
assert "server" in reply, reply
print("ping", word(connection.call("PING")))
print("right", word(connection.call("VERIFY", mailbox, pin)))
print("wrong", word(connection.call("VERIFY", mailbox, "111111")))
error = connection.call("SETTINGS", "no-such-mailbox")
assert isinstance(error, hiredis.ReplyError), error
print("error", word(error))
connection.send(("ACCESS", mailbox), ("VERIFY", mailbox, pin), ("VERIFY", mailbox, "111111"))
print("pipeline", *[word(connection.receive()) for _ in range(3)])

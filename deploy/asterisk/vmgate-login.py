#!/usr/bin/env python3
"""An AGI script for Asterisk: asks a caller for the PIN of a mailbox, and asks vmgate whether it is right.

In the dialplan:  AGI(vmgate-login.py,MAILBOX[,HOST:PORT[,FILE]])

FILE has a client's name and secret on one line, for a server with clients. The script plays the prompts, has the caller choose a
new PIN where vmgate says so, and sets VMGATE_RESULT: GRANTED when the caller may enter the mailbox, otherwise LOCKED, HANGUP
(the caller has gone, or typed nothing) or ERROR. It is empty while the caller is being asked. Let a caller in on GRANTED alone.

The PIN goes from the caller to vmgate: no channel variable, no argument and no log has it.
"""

import re
import socket
import sys
import time

# vmgate answers within hash.deadline_ms (2 s) and a second. A later answer counts as none.
REPLY_SECONDS = 4
# How long Asterisk waits for the next digit.
DIGIT_MILLISECONDS = 5000
# key=value in a reply; a value in quotes may have spaces in it, and quotes behind a backslash.
PAIR = re.compile(r'([a-z_]+)=("(?:[^"\\]|\\.)*"|\S*)')


class Stop(Exception):
    """Ends the login with this result."""


class Asterisk:
    """The channel, over standard input and output."""

    def __init__(self):
        self.variables = {}
        while line := sys.stdin.readline().rstrip("\n"):
            name, _, value = line.partition(": ")
            self.variables[name] = value

    def command(self, text):
        """The result of a command; the caller's hang-up is announced by a line of its own, which may come before it."""
        print(text, flush=True)
        while (line := sys.stdin.readline()).startswith("HANGUP"):
            pass
        if not line.startswith("200 result="):
            raise Stop("HANGUP")
        return line.removeprefix("200 result=").split(" ")[0].strip()

    def play(self, sound):
        if self.command(f'STREAM FILE "{sound}" ""') == "-1":
            self.stop_without(sound)

    def digits(self, sound, most):
        """What the caller keys while the sound is played and after it, up to `#`."""
        typed = self.command(f'GET DATA "{sound}" {DIGIT_MILLISECONDS} {most}')
        if typed == "-1":
            self.stop_without(sound)
        if not typed:
            raise Stop("HANGUP")
        return typed

    def stop_without(self, sound):
        """The caller has hung up, which CHANNEL STATUS refuses to speak about, or there is no such sound."""
        self.command("CHANNEL STATUS")
        self.command(f'VERBOSE "vmgate-login.py: Asterisk has no sound {sound}" 1')
        raise Stop("ERROR")


class Vmgate:
    """One connection. Requests are sent as arrays, in which no argument can be taken for another."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        try:
            self.socket = socket.create_connection((host.strip("[]"), int(port)), timeout=REPLY_SECONDS)
        except OSError:
            raise Stop("ERROR") from None
        self.replies = self.socket.makefile("r", encoding="utf-8", newline="\n")

    def authenticate(self, path):
        with open(path, encoding="utf-8") as file:
            words = file.read().split()
        if self.attempt("AUTH", *words)[0] != "+OK":
            raise Stop("ERROR")

    def ask(self, *words):
        """The reply's first word and its keys. A reply that is late or cut short ends the login."""
        request = [word.encode() for word in words]
        try:
            self.socket.sendall(b"*%d\r\n" % len(request) + b"".join(b"$%d\r\n%b\r\n" % (len(w), w) for w in request))
            line = self.replies.readline()
        except OSError:
            raise Stop("ERROR") from None
        if not line.endswith("\r\n"):
            raise Stop("ERROR")
        word, _, rest = line.strip().partition(" ")
        return word, {key: value.strip('"') for key, value in PAIR.findall(rest)}

    def attempt(self, *words):
        """`ask`, once more where vmgate was busy and counted nothing."""
        word, keys = self.ask(*words)
        if word == "-BUSY":
            time.sleep(min(int(keys["retry_after_ms"]), 2000) / 1000)
            word, keys = self.ask(*words)
        return word, keys


class Login:
    def __init__(self, asterisk, vmgate, mailbox):
        self.asterisk, self.vmgate, self.mailbox = asterisk, vmgate, mailbox
        caller = asterisk.variables.get("agi_callerid", "unknown")
        plain = "".join(letter if "!" <= letter <= "~" else "_" for letter in caller)[:64]
        self.source = () if plain in ("", "unknown") else ("FROM", plain)
        self.most = "10"

    def sounds(self, prompt):
        """The sounds of a prompt in the caller's language: those of the sound pack, if the server has one."""
        word, keys = self.vmgate.ask("PROMPT", prompt, "FOR", self.mailbox)
        if word != "+PROMPT":
            raise Stop("ERROR")
        if "engine_language" in keys:
            self.asterisk.command(f'SET VARIABLE CHANNEL(language) "{keys["engine_language"]}"')
        return keys.get("play", keys["file"]).split(",")

    def say(self, prompt):
        for sound in self.sounds(prompt):
            self.asterisk.play(sound)

    def digits(self, prompt):
        *first, last = self.sounds(prompt)
        for sound in first:
            self.asterisk.play(sound)
        return self.asterisk.digits(last, self.most)

    def run(self):
        word, keys = self.vmgate.attempt("ACCESS", self.mailbox, *self.source)
        self.most = keys.get("max_digits", self.most)
        while word in ("+PIN_REQUIRED", "+DENIED"):
            pin = self.digits(keys["prompt"])
            word, keys = self.vmgate.attempt("VERIFY", self.mailbox, pin, *self.source)
        if word == "+LOCKED":
            self.say(keys["prompt"])
            raise Stop("LOCKED")
        if word != "+GRANTED":
            raise Stop("ERROR")
        if keys.get("must_change") == "true":
            self.change(pin, keys["prompt"])

    def change(self, old, prompt):
        """Has the caller choose a new PIN; returns once vmgate has it."""
        self.say(prompt)
        while True:
            new = self.digits("enter-new-pin")
            if self.digits("confirm-new-pin") != new:
                self.say("pin-mismatch")
                continue
            word, keys = self.vmgate.attempt("CHANGE", self.mailbox, old, new, *self.source)
            if word == "+CHANGED":
                return self.say("pin-changed")
            if word != "-POLICY":
                raise Stop("LOCKED" if word == "+LOCKED" else "ERROR")
            self.say(keys["prompt"])


def main():
    asterisk = Asterisk()
    mailbox, *options = sys.argv[1:]
    address = options[0] if options else "127.0.0.1:8746"
    result = "GRANTED"
    asterisk.command('SET VARIABLE VMGATE_RESULT ""')
    try:
        vmgate = Vmgate(address)
        if len(options) > 1:
            vmgate.authenticate(options[1])
        Login(asterisk, vmgate, mailbox).run()
    except Stop as stop:
        result = str(stop)
    asterisk.command(f"SET VARIABLE VMGATE_RESULT {result}")


main()

"""The calendar's clock set back and forward under a running server."""

import time

from disks import Trial
from mailboxes import make_pin
from worlds import MAX_ATTEMPTS

HOUR = 3_600_000
YEAR = 365 * 24 * HOUR
LOCKOUT = 3600


async def stepped(context):
    """setting the clock neither ends nor lengthens a lockout, and today follows it"""
    server = context.faulty_server("clock", lockout_max_attempts=MAX_ATTEMPTS, lockout_base_s=LOCKOUT, lockout_max_s=LOCKOUT)
    trial = Trial(context, server, "clock")
    await trial.prepare()
    client = await server.connect()
    guess = f"VERIFY 9001 {make_pin(trial.random)}"
    while (reply := await client.ask(guess)).word == "DENIED":
        pass
    left = int(reply["retry_after_s"])
    moment = int(time.time())
    year = time.gmtime(moment).tm_year
    for offset in (0, -10 * YEAR, 48 * HOUR, 20 * YEAR, -HOUR, 0):
        context.faults.set(clock_offset_ms=offset)
        await trial.use(2 if context.is_short else 6)
        left = await still_locked(client, guess, left, f"a clock set by {offset // HOUR} hours")
        # What is said follows the calendar: this very moment is today.
        now = int(time.time()) + offset // 1000
        said = (await client.ask(f"ANNOUNCE {now} IN en-US CLOCK 24 RELATIVE")).line
        assert "today" in said.lower(), f"with the clock set by {offset // HOUR} hours now is not today: {said}"
        # So does the year of a moment that was announced before, which is said in every other year.
        said = (await client.ask(f"ANNOUNCE {moment} IN en-US CLOCK 24")).line
        is_other = time.gmtime(now).tm_year != year
        assert ("year/" in said) == is_other, f"with the clock set by {offset // HOUR} hours the year of {moment} is wrong: {said}"
    await trial.check()
    # Ten years behind over a restart: no lockout is longer than it was meant to be, and none is gone.
    await server.kill()
    context.faults.set(clock_offset_ms=-10 * YEAR)
    await server.start()
    client = await server.connect()
    await still_locked(client, guess, LOCKOUT, "a restart with a clock ten years behind")
    await trial.check()
    await server.stop()
    return f"6 steps from -10 to +20 years, a lockout of {LOCKOUT} s now at {left} s; no longer after a restart in the past"


async def still_locked(client, guess, left, what):
    reply = await client.ask(guess)
    assert reply.word == "LOCKED", f"{what} ended a lockout: {reply}"
    now = int(reply["retry_after_s"])
    assert LOCKOUT - 600 < now <= left, f"{what} made of a lockout of {left} s one of {now} s"
    return now

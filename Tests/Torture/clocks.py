"""The calendar's clock set back and forward under a running server."""

from mailboxes import add_mailbox, make_pin, unknown_mailbox
from disks import Trial
from worlds import MAX_ATTEMPTS

HOUR = 3_600_000


async def stepped(context):
    """setting the clock neither ends nor lengthens a lockout, and today follows it"""
    server = context.faulty_server("clock", lockout_max_attempts=MAX_ATTEMPTS, lockout_base_s=900, lockout_max_s=900)
    trial = Trial(context, server, "clock")
    await trial.prepare()
    client = await server.connect()
    locked = make_pin(trial.random)
    while (reply := await client.ask(f"VERIFY 9001 {locked}")).word == "DENIED":
        pass
    left = int(reply["retry_after_s"])
    days = []
    for offset in (0, -10 * 365 * 24 * HOUR, 48 * HOUR, 20 * 365 * 24 * HOUR, -HOUR, 0):
        context.faults.set(clock_offset_ms=offset)
        await trial.use(2 if context.is_short else 6)
        reply = await client.ask(f"VERIFY 9001 {locked}")
        assert reply.word == "LOCKED", f"a clock set by {offset // HOUR} hours ended a lockout: {reply}"
        now = int(reply["retry_after_s"])
        assert left - 300 < now <= left, f"a clock set by {offset // HOUR} hours made of {left} s {now} s"
        left = now
        days.append((await client.ask("ANNOUNCE 0 IN en-US CLOCK 24"))["date"])
    assert set(days) == {"1970-01-01"}, f"a moment is said otherwise when the clock is set: {days}"
    await trial.check()
    # Behind by ten years over a restart: the lockout is not longer than any lockout is, and not gone.
    await server.kill()
    await server.start()
    await trial.check()
    await server.stop()
    return f"6 steps from -10 to +20 years, {trial.answers.total()} answers, a lockout of 900 s now at {left} s"

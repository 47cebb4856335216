"""Languages, prompts, and how a date and time is said."""

import time

from world import promise


@promise("a language is found as a person would choose it, and the reply says how")
async def matching(world):
    talk = await world.caller()
    for wishes, requested, language, match in [
        ("fr-CA", "fr-CA", "fr-CA", "exact"), ("FR_ca", "fr-CA", "fr-CA", "exact"), ("pt_br", "pt-BR", "pt-BR", "exact"),
        ("fr-CA-x-joual", "fr-CA-x-joual", "fr-CA", "lookup"), ("es-MX", "es-MX", "es-419", "parent"),
        ("en-AU", "en-AU", "en-GB", "sibling"), ("mk", "mk", "en-US", "default"),
        ("kk,mk", "kk", "ru-RU", "far"), ("kk,zh-HK", "zh-HK", "yue-Hant-HK", "near"), ("ru-Latn", "ru-Latn", "ru-RU", "sibling"),
        ("tlh,fr-CA", "fr-CA", "fr-CA", "exact"), ("de,fr-CA", "de", "de-DE", "*"),
    ]:
        await talk.gets(
            f"PROMPT enter-pin IN {wishes}",
            f'+PROMPT id=enter-pin requested={requested} language={language} match={match} file={language}/enter-pin text="*"')


@promise("every prompt is there in every language")
async def all_prompts(world):
    talk = await world.caller()
    lists = await talk.ask("PROMPTS")
    languages, ids = lists["languages"].split(","), lists["ids"].split(",")
    assert lists.word == "PROMPTS" and len(languages) > 20 and "enter-pin" in ids, lists
    requests = [(id, language) for id in ids for language in languages]
    await talk.send(*[f"PROMPT {id} IN {language}" for id, language in requests])
    for id, language in requests:
        await talk.next_is(f"+PROMPT id={id} requested={language} language={language} match=exact file={language}/{id} text=*")


@promise("PROMPT FOR uses the mailbox's language, and the server's for one that does not exist")
async def for_mailbox(world):
    talk = await world.caller()
    number = await world.mailbox("voicemail_prompt=ja-JP")
    await talk.gets(f"PROMPT goodbye FOR {number}", "+PROMPT id=goodbye requested=ja-JP language=ja-JP match=exact *")
    await talk.gets(f"PROMPT goodbye FOR {world.number()}", "+PROMPT id=goodbye requested=en-US language=en-US *")


@promise("unknown prompts and malformed languages are refused by name")
async def refused(world):
    talk = await world.caller()
    for id in ("no-such-prompt", "x" * 65, "A"):
        await talk.gets(f"PROMPT {id} IN en", "-BADVALUE field=prompt-id *")
    for language in ("en--US", "e", "en-", "-en", "en-US,", "x" * 101, "en-ü", ",".join(["en"] * 17)):
        await talk.gets(f"PROMPT enter-pin IN {language}", "-BADVALUE field=language *")
    await talk.gets(f"PROMPT enter-pin IN {','.join(['en'] * 16)}", "+PROMPT *")


@promise("a time is said on the clock that was asked for")
async def clocks(world):
    talk = await world.caller()
    for stamp, twelve, twenty_four in [
        ("2026-11-23T00:05:00Z", "12:05 AM", "00:05"), ("2026-11-23T09:07:59Z", "9:07 AM", "09:07"),
        ("2026-11-23T11:59:59.999Z", "11:59 AM", "11:59"), ("2026-11-23T12:00:00Z", "12:00 PM", "12:00"),
        ("2026-11-23T13:00:00Z", "1:00 PM", "13:00"), ("2026-11-23T23:59:00Z", "11:59 PM", "23:59"),
    ]:
        for language in ("en-US", "en-GB", "de", "ar", "ja"):
            await talk.gets(
                f"ANNOUNCE {stamp} IN {language} CLOCK 12 ZONE UTC",
                f'+ANNOUNCE clock=12_HOUR_CLOCK language={language}* zone=UTC date=2026-11-23 time="{twelve}" text="*" play=*')
            await talk.gets(
                f"ANNOUNCE {stamp} IN {language} CLOCK 24 ZONE UTC",
                f'+ANNOUNCE clock=24_HOUR_CLOCK language={language}* zone=UTC date=2026-11-23 time={twenty_four} text="*" play=*')


@promise("text and clips are those of the language")
async def said(world):
    talk = await world.caller()
    await talk.gets(
        "ANNOUNCE 1795443420 IN de CLOCK 24 ZONE Europe/Berlin",
        '+ANNOUNCE clock=24_HOUR_CLOCK language=de-DE zone=Europe/Berlin date=2026-11-23 time=15:17'
        ' text="Montag, 23. November 2026 um 15:17" play=weekday/1,day/23,month/11,*at,hour24/15,minute/17*')
    await talk.gets(
        "ANNOUNCE 1795443420 IN en-US CLOCK 12 ZONE America/New_York",
        '+ANNOUNCE clock=12_HOUR_CLOCK language=en-US zone=America/New_York date=2026-11-23 time="9:17 AM"'
        ' text="Monday, November 23, 2026 at 9:17 AM" play=weekday/1,*')


@promise("the zone's clock changes count")
async def zones(world):
    talk = await world.caller()
    for stamp, zone, date, time_of_day in [
        ("2026-03-29T00:59:59Z", "Europe/Berlin", "2026-03-29", "01:59"),
        ("2026-03-29T01:00:00Z", "Europe/Berlin", "2026-03-29", "03:00"),
        ("2026-11-01T05:30:00Z", "America/New_York", "2026-11-01", "01:30"),
        ("2026-11-01T06:30:00Z", "America/New_York", "2026-11-01", "01:30"),
        ("2026-12-31T12:00:00Z", "Pacific/Kiritimati", "2027-01-01", "02:00"),
        ("2026-01-01T03:44:00Z", "Asia/Kathmandu", "2026-01-01", "09:29"),
    ]:
        await talk.gets(
            f"ANNOUNCE {stamp} IN en CLOCK 24 ZONE {zone}",
            f"+ANNOUNCE * zone={zone} date={date} time={time_of_day} *")


@promise("a timestamp is Unix seconds, or a date and time with an offset in the years 1 to 9999")
async def timestamps(world):
    talk = await world.caller()
    for stamp, said in [
        ("0", "1970-01-01 time=00:00"), ("-1", "1969-12-31 time=23:59"), ("1795443420", "2026-11-23 time=14:17"),
        ("2026-11-23t14:17:00z", "2026-11-23 time=14:17"), ("2026-11-23T15:17:00.5+01:00", "2026-11-23 time=14:17"),
        ("2026-11-23T14:17:00-00:00", "2026-11-23 time=14:17"), ("0001-01-01T00:00:00Z", "0001-01-01 time=00:00"),
        ("9999-12-31T23:59:59Z", "9999-12-31 time=23:59"), ("2028-02-29T12:00:00Z", "2028-02-29 time=12:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01 time=00:00"), ("2017-01-01T00:59:60+01:00", "2017-01-01 time=00:00"),
    ]:
        await talk.gets(f"ANNOUNCE {stamp} IN en CLOCK 24 ZONE UTC", f"+ANNOUNCE * date={said} *")
    for stamp in (
        "yesterday", "+1", "01", "-0", "1.5", "2026-11-23", "2026-11-23T14:17:00", "2026-02-29T00:00:00Z",
        "2026-11-23T24:00:00Z", "2026-11-23T14:60:00Z", "2026-11-23T14:17:60Z", "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-11-23T14:17:00+1:00", "99999999999999999999",
        "2026-11-23T14:17Z", "2026-13-01T00:00:00Z", "2026-11-23 14:17:00Z",
    ):
        word = f"'{stamp}'"
        await talk.gets(f"ANNOUNCE {word} IN en CLOCK 24 ZONE UTC", "-BADVALUE field=timestamp *")
    await talk.gets("ANNOUNCE 0 IN en CLOCK 13", "-BADVALUE field=clock *")
    for zone in ("Mars/Olympus", "../etc/passwd", "x" * 65, "''"):
        await talk.gets(f"ANNOUNCE 0 IN en CLOCK 12 ZONE {zone}", "-BADVALUE field=zone *")


@promise("MESSAGES says how many messages there are, in words, from 0 to 999, and only what it was asked of")
async def counts(world):
    talk, admin = await world.caller(), await world.admin()
    await talk.gets(
        "MESSAGES 3 1 IN es-MX",
        '+MESSAGES new=3 saved=1 language=es-419 text="Tiene tres mensajes nuevos y un mensaje guardado." play=*')
    await talk.gets("MESSAGES 1 IN en", '+MESSAGES new=1 language=en-US text="You have one new message." play=*')
    await talk.gets("messages 0 2 in en", '+MESSAGES new=0 saved=2 language=en-US text="You have two saved messages." play=*')
    await talk.gets("MESSAGES 0 0 IN en", '+MESSAGES new=0 saved=0 language=en-US text="*" play=no-messages')
    await talk.gets("MESSAGES 0 IN en", '+MESSAGES new=0 language=en-US text="*" play=no-new-messages')
    for number in (999, 21, 100, 101):
        for language in ("ar", "ru", "ja", "de", "hu"):
            await talk.gets(f"MESSAGES {number} {number} IN {language}", f'+MESSAGES new={number} saved={number} * play=*')
    for number in ("-1", "1000", "+3", "03", "three", "''", "3.0", "99999999999999999999"):
        await talk.gets(f"MESSAGES {number} IN en", "-BADVALUE field=new *")
        await talk.gets(f"MESSAGES 1 {number} IN en", "-BADVALUE field=saved *")
    number = await world.mailbox("voicemail_prompt=fr-CA")
    await talk.gets(f"MESSAGES 1 FOR {number}", '+MESSAGES new=1 language=fr-CA text="Vous avez un nouveau message." play=*')
    await admin.gets(f"REMOVE {number}", "+REMOVED *")
    await talk.gets(f"MESSAGES 1 FOR {number}", "+MESSAGES new=1 language=en-US *")


@promise("RELATIVE says today and yesterday, where that is true in the zone")
async def relative(world):
    talk = await world.caller()
    plain = "ANNOUNCE {} IN en-US CLOCK 24 ZONE {}"
    for zone in ("Etc/GMT-14", "UTC", "Etc/GMT+12"):
        # At a day's end the next one may have begun by the time that it is asked.
        for _ in range(2):
            now = int(time.time())
            texts = [
                (await talk.ask(plain.format(now - days * 86400, zone) + " RELATIVE")).line.lower() for days in (0, 1, 2)]
            if "today" in texts[0]:
                break
        assert "today" in texts[0] and "yesterday" in texts[1], texts
        assert "day at" not in texts[2] or "yesterday" not in texts[2], texts


@promise("CALLER adds who called, digit by digit, and refuses what is no number without saying it again")
async def who_called(world):
    talk, admin = await world.caller(), await world.admin()
    plain = await talk.ask("ANNOUNCE 1795443420 IN de CLOCK 24 ZONE UTC")
    for number in ("+4930123456", "1001", "*98", "#31#7", "0" * 32):
        names = ",".join("digit/" + {"+": "plus", "*": "star", "#": "hash"}.get(sign, sign) for sign in number)
        said = await talk.ask(f"ANNOUNCE 1795443420 IN de CLOCK 24 ZONE UTC CALLER {number}")
        assert said["play"].startswith(plain["play"] + ",") and said["play"].endswith("," + names), said
        assert said["text"].startswith(plain["text"]), said
        assert said["text"][len(plain["text"]):].replace(" ", "").endswith(number), said
    for word in ("anonymous", "Anonymous", "unknown", "''"):
        unknown = await talk.ask(f"ANNOUNCE 1795443420 IN de CLOCK 24 ZONE UTC CALLER {word}")
        assert unknown["play"].startswith(plain["play"] + ",") and "digit/" not in unknown["play"], unknown
    today = int(time.time())
    for options in ("RELATIVE CALLER 1001", "CALLER 1001 RELATIVE"):
        await talk.gets(f"ANNOUNCE {today} IN en CLOCK 12 {options}", "+ANNOUNCE * play=*digit/1,digit/0,digit/0,digit/1")
    for caller in ("alice", "4" * 40, "+", "49+30", "030-1234", "sip:84627301@pbx.example", "\"84627301 \""):
        answer = await talk.ask(f"ANNOUNCE 1795443420 IN de CLOCK 24 CALLER {caller}")
        assert answer.line.startswith("-BADVALUE field=caller ") and "84627301" not in answer.line, answer
    for options in ("CALLER", "CALLER 1 CALLER 2", "CALLER 1 ZONE UTC", "RELATIVE RELATIVE"):
        await talk.gets(f"ANNOUNCE 1795443420 IN de CLOCK 24 {options}", "-SYNTAX usage: ANNOUNCE *")
    number = await world.mailbox("voicemail_play_datetime=DISABLE")
    await talk.gets(f"ANNOUNCE 1795443420 FOR {number} CALLER 1001", "+SILENT clock=DISABLE language=en-US")
    await admin.gets(f"SET {number} voicemail_play_datetime=24_HOUR_CLOCK", "+UPDATED *")
    await talk.gets(f"ANNOUNCE 1795443420 FOR {number} CALLER 1001", "+ANNOUNCE * play=*digit/1,digit/0,digit/0,digit/1")


@promise("a mailbox's clock, language and zone are its own, and DISABLE is silent")
async def of_mailbox(world):
    talk, admin = await world.caller(), await world.admin()
    number = await world.mailbox("voicemail_prompt=fr-CA voicemail_play_datetime=24_HOUR_CLOCK time_zone=America/Toronto")
    await talk.gets(
        f"ANNOUNCE 1795443420 FOR {number}",
        "+ANNOUNCE clock=24_HOUR_CLOCK language=fr-CA zone=America/Toronto date=2026-11-23 time=09:17 *")
    await admin.gets(f"SET {number} voicemail_play_datetime=12_HOUR_CLOCK", "+UPDATED *")
    await talk.gets(f"ANNOUNCE 1795443420 FOR {number}", '+ANNOUNCE clock=12_HOUR_CLOCK * time="9:17 AM" *')
    await admin.gets(f"SET {number} voicemail_play_datetime=DISABLE", "+UPDATED *")
    await talk.gets(f"ANNOUNCE 1795443420 FOR {number}", "+SILENT clock=DISABLE language=fr-CA")

#!/usr/bin/python3
"""What ICU itself writes, by way of PyICU. AnnouncementsTests compare it with the `text` of announcements.

  written_dates.py texts MOMENTS TAG...   for each tag a line with it and its calendar, and for each moment one with the full
                                          date and short time on the clock of 12 hours, on that of 24, and both times alone
  written_dates.py relative TAG...        the tag, and what CLDR's words and patterns make of today and of yesterday
  written_dates.py languages              every tag that CLDR has data of, and its calendar

Columns are separated by tabs. MOMENTS is a file with seconds since 1970 on a clock in UTC, one in a line.
"""

import re
import sys
import unicodedata

try:
    import icu
except ImportError:
    sys.exit("PyICU is not there: install the package python3-icu, or run scripts/setup.sh test")

FULL, SHORT = icu.DateFormat.kFull, icu.DateFormat.kShort
RELATIVE = 1 << 7  # UDAT_RELATIVE


def plain(text):
    """The exceptions that docs/prompts.md names."""
    result = []
    for character in text:
        category = unicodedata.category(character)
        if category in ("Zs", "Zl", "Zp"):
            result.append(" ")
        elif category == "Cc" or category == "Cf" and character not in "\u200c\u200d":
            continue
        elif category == "Nd":
            result.append(str(unicodedata.decimal(character)))
        else:
            result.append("\u2019" if character == "\u02bc" else character)
    return "".join(result)


def replaced(text, part, by):
    if text.count(part) != 1:
        sys.exit(f"{part!r} is {text.count(part)} times in {text!r}")
    return text.replace(part, by)


class Dates:
    def __init__(self, tag):
        self.locale = icu.Locale.forLanguageTag(tag)
        self.date = self.in_utc(icu.DateFormat.createDateInstance(FULL, self.locale))
        self.full = self.in_utc(icu.DateFormat.createDateTimeInstance(FULL, SHORT, self.locale))
        self.time = self.in_utc(icu.DateFormat.createTimeInstance(SHORT, self.locale))
        hours = re.sub("'[^']*'", "", self.time.toPattern())
        self.is_twelve_hour = "h" in hours or "K" in hours
        generator = icu.DateTimePatternGenerator.createInstance(self.locale)
        other = generator.getBestPattern("Hmm" if self.is_twelve_hour else "hmm")
        self.other_time = self.in_utc(icu.SimpleDateFormat(other, self.locale))

    @staticmethod
    def in_utc(date_format):
        date_format.setTimeZone(icu.TimeZone.getGMT())
        return date_format

    @property
    def calendar(self):
        return self.full.getCalendar().getType()

    def texts(self, seconds):
        """Full date and short time on 12 and on 24 hours, and the times alone."""
        moment = float(seconds)
        full, time, other = (each.format(moment) for each in (self.full, self.time, self.other_time))
        by_clock = [(full, time), (replaced(full, time, other), other)]
        if not self.is_twelve_hour:
            by_clock.reverse()
        return [plain(text) for texts in zip(*by_clock) for text in texts]

    def relative(self, days):
        """The word for a day in the place of the date, with {time} in that of the time."""
        words = icu.DateFormat.createDateTimeInstance(FULL | RELATIVE, icu.DateFormat.kNone, self.locale)
        word = words.format(icu.Calendar.getNow() + days * 86400)
        full, date, time = (each.format(0.0) for each in (self.full, self.date, self.time))
        return plain(replaced(replaced(full, date, word), time, "{time}"))


def show(*columns):
    print(*columns, sep="\t")


match sys.argv[1:]:
    case ["texts", moments, *tags]:
        with open(moments, encoding="ascii") as file:
            seconds = [int(line) for line in file]
        for tag in tags:
            dates = Dates(tag)
            show(tag, dates.calendar)
            for moment in seconds:
                show(*dates.texts(moment))
    case ["relative", *tags]:
        for tag in tags:
            dates = Dates(tag)
            show(tag, dates.relative(0), dates.relative(-1))
    case ["languages"]:
        for name in icu.Locale.getAvailableLocales():
            tag = icu.Locale(name).toLanguageTag()
            show(tag, Dates(tag).calendar)
    case _:
        sys.exit(__doc__)

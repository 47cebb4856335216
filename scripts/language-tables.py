#!/usr/bin/env python3
"""Writes what the matching of languages knows besides CLDR's own matcher: Sources/Prompts/{Macrolanguages,StateLanguages}.swift.

  scripts/language-tables.py REGISTRY CLDR

REGISTRY is IANA's language-subtag-registry (https://www.iana.org/assignments/language-subtag-registry), and CLDR the folder
`supplemental` of CLDR's data, such as that of Debian's package unicode-cldr-core. Nothing of it is needed to build or to run.
"""

import re
import sys
import xml.etree.ElementTree
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "Sources" / "Prompts"

# Where a state has several languages, the one that most of its people speak is not always that of the region where a
# language is at home: Walloon is spoken in the French part of Belgium, Lombard in the Italian part of Switzerland.
REGIONAL = {("wa", "BE"): "fr", ("pcd", "BE"): "fr", ("frp", "CH"): "fr", ("lmo", "CH"): "it", ("rmo", "CH"): "de"}

# CLDR counts South Azerbaijani as az_Arab. English is left out below, but for who has no other second language. CLDR counts more
# speakers of English than of Filipino in the Philippines, whose languages are near to the latter.
ADDED = {
    "en": ["gv", "kw", "sco"],
    "fa": ["azb"],
    "fil": ["bik", "bto", "cps", "fbl", "hil", "hnn", "ilo", "krj", "mdh", "pag", "pam", "tsg", "war"],
}

# Hindi is one of India's many languages, and not what who speaks Tulu or Khasi would choose.
LEFT_OUT = {"IN"}

# What CLDR rates farther is only closest, as in LanguageSearch.
FARTHEST_NEAR = 20

# To CLDR, Ossetian is likely Georgia's, but most who speak it live in Russia, wherever their tag is from.
MOVED = {("os", "GE")}

# Nobody is brought up with these in a state.
CONSTRUCTED = {"eo", "ia", "tlh"}

# CLDR counts the Kurdish of Iraq and of Iran as ckb, under which name few ask for it. It sends Pakistan's languages to English,
# which fewer speak there than Urdu.
ELSEWHERE = {"ar": ["ku-IQ"], "fa": ["ku-IR"], "ur": ["pa-PK", "ps-PK", "sd-PK"]}


def records(registry):
    """The registry's records, each with the first value of every field."""
    for text in registry.read_text(encoding="utf-8").split("%%"):
        fields = {}
        for line in text.splitlines():
            if ": " in line and not line.startswith(" "):
                key, value = line.split(": ", 1)
                fields.setdefault(key, value)
        yield fields


def macrolanguages(registry):
    """The date of the registry, and by macrolanguage the languages that it encompasses."""
    encompassed, date = {}, None
    for record in records(registry):
        date = date or record.get("File-Date")
        if record.get("Type") == "language" and "Macrolanguage" in record:
            encompassed.setdefault(record["Macrolanguage"], []).append(record["Subtag"])
    return date, encompassed


def speakers(cldr):
    """By language, the states in which it is spoken, the one with most speakers first, and by state its languages, likewise."""
    spoken, official = {}, {}
    territories = xml.etree.ElementTree.parse(cldr / "supplementalData.xml").getroot().find("territoryInfo")
    for territory in territories:
        state, people = territory.get("type"), float(territory.get("population"))
        for entry in territory:
            language = entry.get("type").split("_")[0]
            count = people * float(entry.get("populationPercent")) / 100
            spoken.setdefault(language, []).append((count, state))
            if entry.get("officialStatus") in ("official", "de_facto_official"):
                official.setdefault(state, []).append((count, language))
    return (
        {key: [name for _, name in sorted(rows, key=lambda row: (-row[0], row[1]))] for key, rows in spoken.items()},
        {key: [name for _, name in sorted(rows, key=lambda row: (-row[0], row[1]))] for key, rows in official.items()},
    )


def state_languages(cldr):
    """By the languages of a state, those in it that CLDR's matcher does not know."""
    root = xml.etree.ElementTree.parse(cldr / "languageInfo.xml").getroot()
    # Norwegian is Bokmål's other name.
    known = {match.get("desired").split("_")[0] for match in root.iter("languageMatch")} | {"no"}
    spoken, official = speakers(cldr)
    rows = {heard: set(tags) for heard, tags in ADDED.items()}
    for language, states in spoken.items():
        if language in known or official.get(states[0], [""])[0] == language:
            continue
        for state in states:
            # Who speaks the state's own language has nothing to share, and English is left out: CLDR has sent to it whom it
            # wants to send there.
            first = official.get(state, ["en"])[0]
            if first in (language, "en") or state in LEFT_OUT or (language, state) in MOVED:
                continue
            heard = [REGIONAL[language, state]] if (language, state) in REGIONAL else official[state]
            heard = [name for name in dict.fromkeys(heard) if name not in (language, "en")]
            tag = language if state == states[0] else f"{language}-{state}"
            rows.setdefault(" ".join(heard), set()).add(tag)
    return {heard: sorted(tags) for heard, tags in rows.items()}


def elsewhere(cldr):
    """By the languages of a state, those in it that CLDR sends to a far language that is not official there."""
    matches = xml.etree.ElementTree.parse(cldr / "languageInfo.xml").getroot().iter("languageMatch")
    far = {
        match.get("desired"): match.get("supported")
        for match in matches
        if match.get("desired").isalpha() and int(match.get("distance")) > FARTHEST_NEAR
        and match.get("desired") not in CONSTRUCTED
    }
    spoken, official = speakers(cldr)
    rows = {heard: set(tags) for heard, tags in ELSEWHERE.items()}
    for language, sent in far.items():
        for state in spoken.get(language, []):
            heard = list(dict.fromkeys(official.get(state, [])))
            # As above, who speaks the state's own language has nothing to share, and nobody is sent to English.
            if not heard or heard[0] == "en" or language in heard or sent in heard:
                continue
            rows.setdefault(" ".join(name for name in heard if name != "en"), set()).add(f"{language}-{state}")
    return {heard: sorted(tags) for heard, tags in rows.items()}


def folded(words, width, indent):
    """The words in lines, those behind the first continued."""
    lines, line = [], ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return (" \\\n" + indent).join(lines + [line])


def text(rows):
    """The rows as Swift has them, in their order."""
    indent = " " * 8
    lines = [f"{indent}{folded([name + ':'] + members, 105, indent)}" for name, members in sorted(rows.items())]
    return '"""\n' + "\n".join(lines) + f'\n{indent}"""\n'


def write_macrolanguages(registry):
    date, encompassed = macrolanguages(registry)
    (SOURCES / "Macrolanguages.swift").write_text(
        "/// Which language a narrower one is taken for: the field Macrolanguage of IANA's Language Subtag Registry, which has it from\n"
        f"/// ISO 639-3. File-Date: {date}. Made by `scripts/language-tables.py`.\n"
        "enum Macrolanguages {\n"
        "    /// The macrolanguage of each language that one encompasses: `ar` of `acm`.\n"
        "    static let byLanguage = LanguageRows.byMember(text)\n\n"
        "    /// A macrolanguage, and what it encompasses.\n"
        f"    private static let text = {text(encompassed)}" "}\n",
        encoding="utf-8",
    )


def write_state_languages(cldr):
    definition = (cldr.parent / "dtd" / "ldmlSupplemental.dtd").read_text(encoding="utf-8")
    version = re.search(r'cldrVersion CDATA #FIXED "([^"]*)"', definition).group(1)
    (SOURCES / "StateLanguages.swift").write_text(
        "/// Which language is heard by those whose own CLDR's matcher does not know, when nothing is nearer: the official one of the\n"
        "/// state where most of them live, or of the state that the tag names.\n"
        "///\n"
        f"/// Source: territoryInfo of CLDR {version}, but for the exceptions that `scripts/language-tables.py` names, which makes this.\n"
        "enum StateLanguages {\n"
        "    /// The languages to try, by language, or by language and region where that is another state.\n"
        "    static let byTag = LanguageRows.byMember(text)\n\n"
        "    /// The languages to try before what CLDR holds closest, by language and region: those of a state where that one is not\n"
        "    /// official. China's Kazakhs are taught Mandarin, and not Russian.\n"
        "    static let elsewhere = LanguageRows.byMember(elsewhereText)\n\n"
        "    /// The official languages of states, the most spoken one first, and who shares them.\n"
        f"    private static let text = {text(state_languages(cldr))}\n"
        "    /// Likewise, for languages that CLDR's matcher knows.\n"
        f"    private static let elsewhereText = {text(elsewhere(cldr))}" "}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    write_macrolanguages(Path(sys.argv[1]))
    write_state_languages(Path(sys.argv[2]))

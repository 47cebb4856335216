/// What can be wrong with how a catalog counts messages.
enum CountFlaws {
    typealias Flaw = CatalogReaderTests.Flaw

    static let all: [Flaw] = keys + patterns + clips

    private static let keys = [
        Flaw(
            #""counts": {"#, #""count": {"#,
            "count is not known; correct its name or remove it.",
            "counts is missing; add it as docs/prompts.md shows."),
        Flaw(
            #""number": "{hundred} {number}""#, #""number": "{hundred}-{number}""#,
            #"counts.number must be "{hundred} {number}" or "{hundred}{number}"; correct it."#),
        Flaw(
            #""other": "{number} {new-messages}""#, #""others": "{number} {new-messages}""#,
            "counts.new.others is not known; correct its name or remove it.",
            "counts.new.other is missing; add what is said of numbers such as 2, 3 and 4.",
            "clips.count.new-messages is not used in counts; use it there or remove it."),
        // The schema does not know which categories a language has.
        Flaw(
            #""one": "{number} {new-message}","#, "",
            "counts.new.one is missing; add what is said of 1.",
            "clips.count.new-message is not used in counts; use it there or remove it.", isOfSchema: false),
        Flaw(
            #""one": "{number} {new-message}","#, #""one": "{number} {new-message}", "few": "{number} {new-message}","#,
            "counts.new.few is a plural category that no number from 1 to 999 has in this language; remove it.",
            isOfSchema: false),
        Flaw(
            #""saved": {"#, #""safe": {"#,
            "counts.safe is not known; correct its name or remove it.",
            "counts.saved is missing; add it as docs/prompts.md shows.",
            "clips.count.saved-message is not used in counts; use it there or remove it.",
            "clips.count.saved-messages is not used in counts; use it there or remove it."),
        Flaw(
            #""only_saved": "{you-have} {saved}.","#, "",
            "counts.only_saved is missing; add the sentence, with its clips in braces."),
        Flaw(
            #""only_new": "#, #""verb": {"one": "{and}", "other": "{and}"}, "only_new": "#,
            "counts.verb is not used by any sentence; use {verb} there or remove it.", isOfSchema: false),
    ]

    private static let patterns = [
        Flaw(
            #""both": "{you-have} {new} {and} {saved}.""#, #""both": "{you-have} {new} and {saved}.""#,
            "counts.both must have in braces what is heard, and only spaces and punctuation outside of them; correct it.",
            "clips.count.and is not used in counts; use it there or remove it."),
        Flaw(
            #""{you-have} {new}.""#, #""{you-have} {new.""#,
            "counts.only_new must have in braces what is heard, and only spaces and punctuation outside of them; correct it."
        ),
        Flaw(
            #""{you-have} {new}.""#, #""{you-have} new}.""#,
            "counts.only_new must have in braces what is heard, and only spaces and punctuation outside of them; correct it."
        ),
        Flaw(
            #""{you-have} {new}.""#, #""{you-have}.""#,
            "counts.only_new must hold {new} exactly once; put it where that is said."),
        Flaw(
            #""{you-have} {new}.""#, #""{you-have} {new} {saved}.""#,
            "counts.only_new holds {saved}, which has no place there; remove it."),
        Flaw(
            #""{you-have} {new}.""#, #""{you-have} {verb} {new}.""#,
            "counts.only_new holds {verb}, and counts.verb is missing; add it there.", isOfSchema: false),
        Flaw(
            #""{you-have} {new}.""#, #""{you-got} {new}.""#,
            "counts.only_new names \"you-got\", which clips.count lacks; add it there.", isOfSchema: false),
        Flaw(
            #""other": "{number} {new-messages}""#, #""other": "{new-messages}""#,
            "counts.new.other must hold {number}, as it is said of numbers such as 2, 3 and 4; put it where the number is said.",
            isOfSchema: false),
        Flaw(
            #""other": "{number} {new-messages}""#, #""other": "{number} {number} {new-messages}""#,
            "counts.new.other holds {number} more than once; leave one."),
    ]

    private static let clips = [
        Flaw(
            #""99": "ninety-nine""#, #""100": "x""#,
            "clips.number.100 is not known; correct its name or remove it.", "clips.number.99 is missing; add its text."
        ),
        Flaw(
            #""9": "nine hundred""#, #""0": "x""#,
            "clips.hundred.0 is not known; correct its name or remove it.", "clips.hundred.9 is missing; add its text."),
        Flaw(
            #""count": {"#, #""hundred-and": {"1": "one hundred and"}, "count": {"#,
            "clips.hundred-and.2 is missing; add its text.", "clips.hundred-and.3 is missing; add its text.",
            "clips.hundred-and.4 is missing; add its text.", "clips.hundred-and.5 is missing; add its text.",
            "clips.hundred-and.6 is missing; add its text.", "clips.hundred-and.7 is missing; add its text.",
            "clips.hundred-and.8 is missing; add its text.", "clips.hundred-and.9 is missing; add its text."),
        Flaw(
            #""count": {"#, #""rest": {"1": "one", "0": "x"}, "count": {"#,
            "clips.rest.0 is not known; correct its name or remove it."),
        Flaw(
            #""and": "and","#, #""and": "and", "verb": "are","#,
            "clips.count.verb cannot be named so, as {verb} stands for another; rename it.",
            "clips.count.verb is not used in counts; use it there or remove it.", isOfSchema: false),
        Flaw(
            #""and": "and","#, "",
            "counts.both names \"and\", which clips.count lacks; add it there.", isOfSchema: false),
    ]
}

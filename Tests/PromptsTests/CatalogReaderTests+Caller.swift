extension CatalogReaderTests {
    /// In what is said of who called.
    static let callerFlaws: [Flaw] =
        [
            Flaw(
                #""plus": "plus""#, #""plus": "plus", "10": "ten""#,
                "clips.digit.10 is not known; correct its name or remove it."),
            Flaw(
                #""star": "star""#, #""asterisk": "star""#,
                "clips.digit.asterisk is not known; correct its name or remove it.",
                "clips.digit.star is missing; add its text."),
            Flaw(
                #""digit": {"#, #""digits": {"#,
                "clips.digits is not known; correct its name or remove it.",
                "clips.digit is missing; add it as docs/prompts.md shows."),
            Flaw(
                #""unknown": "Unknown caller""#, #""unknown": "Unknown caller", "from": "from""#,
                "clips.caller.from is not used by any order of caller; use it there or remove it.", isOfSchema: false),
            Flaw(
                #""unknown": "Unknown caller""#, #""Unknown": "Unknown caller""#,
                "clips.caller.Unknown cannot name a clip; use small letters a to z, digits and hyphens.",
                "caller.unknown names \"unknown\", which neither clips.caller nor prompts has; add it to clips.caller."),
            Flaw(
                #""message-from {number}""#, #""message-from""#,
                "caller.number must hold {number} exactly once; put it where that is said."),
            Flaw(
                #""message-from {number}""#, #""{number} message-from {number}""#,
                "caller.number must hold {number} exactly once; put it where that is said."),
            Flaw(
                #""message-from {number}""#, #""message-of {number}""#,
                "caller.number names \"message-of\", which neither clips.caller nor prompts has; add it to clips.caller.",
                isOfSchema: false),
            Flaw(
                #""message-from {number}""#, #""message-from {number} {time}""#,
                "caller.number holds {time}, which has no place there; remove it."),
            Flaw(
                #""message-from {number}""#, #""message-from, {number}""#,
                "caller.number must be names of clips and {placeholders} with spaces between them; correct it."),
            Flaw(
                #""unknown": "unknown""#, #""unknown": "unknown {number}""#,
                "caller.unknown holds {number}, which has no place there; remove it."),
            Flaw(
                #""{announcement}. Message from {number}""#, #""Message from {number}""#,
                "caller.texts.number must hold {announcement} and {number} exactly once each; put them where they are written."
            ),
            Flaw(
                #""{announcement}. Message from {number}""#, #""{announcement}. Message from {number}, {number}""#,
                "caller.texts.number must hold {announcement} and {number} exactly once each; put them where they are written."
            ),
            Flaw(
                #""{announcement}. Unknown caller""#, #""{announcement}. Unknown caller {number}""#,
                "caller.texts.unknown must hold {announcement} exactly once, and no {number}; correct it."),
            Flaw(
                #""groups": "3 3 4""#, #""group": "3 3 4""#,
                "caller.group is not known; correct its name or remove it.",
                "caller.groups is missing; add how many digits are said together, such as \"3 3 4\"."),
        ]
        + ["", "0", "3 3 x", "10", "3,", "3, 4, 5, 6", "1 1 1 1 1 1 1 1 1", "3-3-4"].map { groups -> Flaw in
            Flaw(
                #""groups": "3 3 4""#, "\"groups\": \"\(groups)\"",
                groups.isEmpty
                    ? "caller.groups is empty; write its text."
                    : "caller.groups must be the sizes of groups, such as \"3 3 4\", or up to three such with commas between them; "
                        + "correct it.")
        }
}

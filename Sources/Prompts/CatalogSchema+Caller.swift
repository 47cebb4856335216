/// Who called.
extension CatalogSchema {
    /// What a caller's number is said with.
    static var digits: Schema {
        object(Dictionary(uniqueKeysWithValues: DigitClip.names.map { ($0, plainText) }))
    }

    static var caller: Schema {
        let size = "[1-9]( +[1-9]){0,7}"
        let texts = object(
            ["number": callerText(holdsNumber: true), "unknown": callerText(holdsNumber: false)],
            "The written sentence, with {announcement} where that of the date goes and {number} where the number goes.")
        return object(
            [
                "number": callerOrder(holdsNumber: true), "unknown": callerOrder(holdsNumber: false), "texts": texts,
                "groups": [
                    "description": "How many digits of a number are said together: \"3 3 4\".",
                    "allOf": [plainText, ["pattern": "^\(size)( *, *\(size)){0,2}$"]],
                ],
            ],
            "Whom a message came from: names of clips.caller or of prompts in speaking order, and what is written.")
    }

    private static func callerOrder(holdsNumber: Bool) -> Schema {
        let piece = holdsNumber ? "(\\{number\\}|[a-z0-9-]+)" : "[a-z0-9-]+"
        let pieces: Schema = ["pattern": "^\(piece)( +\(piece))*$"]
        return ["allOf": [plainText, pieces] + (holdsNumber ? holding("number", isRequired: true) : [])]
    }

    private static func callerText(holdsNumber: Bool) -> Schema {
        let number: [Schema] =
            holdsNumber ? holding("number", isRequired: true) : [["not": ["pattern": "\\{number\\}"]]]
        return ["allOf": [plainText] + holding("announcement", isRequired: true) + number]
    }
}

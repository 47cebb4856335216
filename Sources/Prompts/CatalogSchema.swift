internal import Foundation
internal import VoicemailModel

/// The JSON Schema of a catalog, made of the same tables that `CatalogReader` reads by, so that an editor and
/// `vmgate prompts check` say the same. What only the reader sees are names that one part of a catalog has for another.
public enum CatalogSchema {
    /// The file beside the catalogs.
    public static let file = "catalog.schema.json"

    /// What that file holds.
    public static var text: String {
        let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // The schema is a constant of ours, and one that can be written.
        guard let data = try? JSONSerialization.data(withJSONObject: root, options: options) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    typealias Schema = [String: Any]

    private static var root: Schema {
        var schema = object([
            "$schema": ["type": "string"],
            "language": [
                "description": "The BCP 47 tag of the language, the same as the folder's name.", "type": "string",
                "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
            ],
            "calendar": [
                "description": "By which days, months and years are named; gregorian where it is not said.",
                "enum": CatalogCalendar.allCases.map(\.rawValue),
            ],
            "prompts": object(
                Dictionary(uniqueKeysWithValues: PromptID.allCases.map { ($0.name, plainText) }),
                "What is said to the caller: polite, with the words of the country's phones for PIN, # and *."),
            "texts": object(
                ["today": relativeText, "yesterday": relativeText],
                "The written sentence of today and of yesterday, with {time} where CLDR's time goes."),
            "counts": counts,
            "order": order,
            "periods": periods,
            "regions": regions,
            "clips": clips,
            CallerPhrases.key: caller,
        ])
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = "The catalog of one language"
        schema["description"] = "Made by `vmgate prompts schema`; docs/prompts.md explains the parts."
        schema["required"] = [
            "language", "prompts", "texts", "counts", "order", "periods", "clips", CallerPhrases.key,
        ]
        var definitions: Schema = [
            "text": [
                "description": "Spoken or written text: one line, without a space at its ends.", "type": "string",
                "maxLength": Limits.promptTextBytes, "pattern": "^\\S(.*\\S)?$",
                "not": ["pattern": "[\\u0000-\\u001f\\u007f-\\u009f]"],
            ]
        ]
        for family in ClipFamily.allCases { definitions[family.rawValue] = clips(of: family) }
        schema["$defs"] = definitions
        return schema
    }

    static var plainText: Schema { ["$ref": "#/$defs/text"] }

    /// An object with these members and no others, all of them required.
    static func object(_ members: [String: Schema], _ description: String? = nil) -> Schema {
        var schema: Schema = [
            "type": "object", "properties": members, "required": members.keys.sorted(), "additionalProperties": false,
        ]
        schema["description"] = description
        return schema
    }

    private static var relativeText: Schema {
        ["allOf": [plainText] + holding("time", isRequired: true)]
    }

    // MARK: Clips

    /// What can name a word or a period.
    static let name = "^[a-z][a-z0-9-]*$"

    private static var clips: Schema {
        var members: [String: Schema] = [:]
        for family in ClipFamily.allCases { members[family.rawValue] = reference(to: family) }
        members[DigitClip.family] = digits
        for key in [CountOrder.clips, "period", "words", CallerPhrases.key] {
            members[key] = ["type": "object", "patternProperties": [name: plainText], "additionalProperties": false]
        }
        var schema = object(
            members, "What is recorded, each clip whole, in the form that its place in the sentence needs.")
        let optional = ClipFamily.allCases.filter { $0.extent != .all }.map(\.rawValue)
        schema["required"] = members.keys.filter { !optional.contains($0) }.sorted()
        schema["patternProperties"] = Dictionary(
            uniqueKeysWithValues: ClipFamily.allCases.filter { $0.extent == .all || $0 == .year }.map {
                ("^\($0.rawValue)\(variant)$", reference(to: $0))
            })
        return schema
    }

    private static func reference(to family: ClipFamily) -> Schema { ["$ref": "#/$defs/\(family.rawValue)"] }

    /// What is behind the name of a family in that of a variant.
    private static let variant = "-[a-z0-9-]+"

    /// The years are those of one calendar, whichever the catalog names.
    private static func clips(of family: ClipFamily) -> Schema {
        let ranges = CatalogCalendar.allCases.map { family.numbers(in: $0) }
        let sets = Array(Set(ranges)).sorted { $0.lowerBound < $1.lowerBound }.map { range -> Schema in
            var schema = object(Dictionary(uniqueKeysWithValues: range.map { (String($0), plainText) }))
            if family.extent == .some { schema["required"] = nil }
            return schema
        }
        return sets.count == 1 ? sets[0] : ["anyOf": sets]
    }

    private static var regions: Schema {
        let region = "([A-Z]{2}|[0-9]{3})"
        return [
            "description": "Which variant of clips is said for which regions, with a space between them.",
            "type": "object",
            "patternProperties": ["^\(region)( \(region))*$": ["type": "string", "pattern": "^[a-z0-9-]+$"]],
            "additionalProperties": false,
        ]
    }

    private static var periods: Schema {
        [
            "description": "Which clip of clips.period is said from which time of day, HH:mm.", "type": "object",
            "patternProperties": ["^([01][0-9]|2[0-3]):[0-5][0-9]$": ["type": "string", "pattern": name]],
            "additionalProperties": false, "required": ["00:00"],
        ]
    }

    // MARK: Counts

    private static var counts: Schema {
        var members: [String: Schema] = [:]
        for (key, rule) in CountRules.phrases {
            let phrases = Dictionary(uniqueKeysWithValues: PluralCategory.allCases.map { ($0.rawValue, pattern(rule)) })
            var schema = object(phrases, "By the plural categories that the language has for 1 to 999.")
            schema["required"] = nil
            members[key] = schema
        }
        for (key, rule) in CountRules.sentences { members[key] = pattern(rule) }
        members[CountRules.number] = ["enum": CountRules.numberPatterns]
        var schema = object(
            members, "How many messages there are. What is heard is in braces, the rest is only written.")
        schema["required"] = members.keys.filter { $0 != CountRules.verb }.sorted()
        return schema
    }

    private static func pattern(_ rule: OrderRule) -> Schema {
        let held = rule.required + rule.allowed
        let others = CountRules.placeholders.filter { !held.contains($0) }.joined(separator: "|")
        // Letters and digits would be heard, so that they have no place outside of braces.
        let pieces: Schema = ["pattern": "^([^\\w{}]|\\{(?!(\(others))\\})[a-z][a-z0-9-]*\\})*$"]
        let required = rule.required.map { holding($0, isRequired: true) }
        let allowed = rule.allowed.map { holding($0, isRequired: false) }
        return ["allOf": [plainText, pieces] + (required + allowed).joined()]
    }

    // MARK: Orders

    private static var order: Schema {
        var members: [String: Schema] = [:]
        for (key, rule) in OrderRule.sentences { members[key] = order(rule) }
        members[OrderRule.dateWithYearKey] = order(OrderRule.dateWithYear)
        for clock in ClockRules.all {
            var orders: [String: Schema] = [:]
            for (key, rule) in clock.required + clock.optional { orders[key] = order(rule) }
            members[clock.key] = object(orders)
            members[clock.key]?["required"] = clock.required.map(\.key).sorted()
        }
        var schema = object(members, "Names of clips in speaking order; those in braces depend on the moment.")
        schema["required"] = members.keys.filter { $0 != OrderRule.dateWithYearKey }.sorted()
        return schema
    }

    private static func order(_ rule: OrderRule) -> Schema {
        let placeholders = (rule.required + rule.allowed).map(placeholder).joined(separator: "|")
        let piece = "(\\{(\(placeholders))\\}|[a-z0-9-]+)"
        let pieces: Schema = ["pattern": "^\(piece)( +\(piece))*$"]
        let required = rule.required.map { holding($0, isRequired: true) }
        let allowed = rule.allowed.map { holding($0, isRequired: false) }
        return ["allOf": [plainText, pieces] + (required + allowed).joined()]
    }

    /// What may be between the braces: a family may be named by a variant.
    private static func placeholder(_ name: String) -> String {
        ClipFamily(rawValue: name) == nil ? name : "\(name)(\(variant))?"
    }

    /// A placeholder once, or at most once.
    static func holding(_ placeholder: String, isRequired: Bool) -> [Schema] {
        let pattern = "\\{\(self.placeholder(placeholder))\\}"
        let once: Schema = ["not": ["pattern": "\(pattern).*\(pattern)"]]
        return isRequired ? [["pattern": pattern], once] : [once]
    }
}

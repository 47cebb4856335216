internal import Foundation
package import VoicemailModel

/// Reads the values of one JSON file, and collects what is wrong with them.
package struct CatalogValueReader {
    private let language: LanguageTag?
    private let file: String
    package private(set) var problems: [CatalogProblem] = []

    /// - Parameters:
    ///   - language: whose file it is, for the problems.
    ///   - file: the path, for the problems.
    package init(language: LanguageTag?, file: String) {
        self.language = language
        self.file = file
    }

    /// The object that the whole file holds.
    package mutating func root(_ bytes: [UInt8]) -> CatalogObject? {
        root(Data(bytes))
    }

    /// The object that the whole file holds.
    mutating func root(_ data: Data) -> CatalogObject? {
        do {
            return try CatalogObject(json: data)
        } catch {
            report(nil, error.reason)
            return nil
        }
    }

    /// Reports a `language` other than that of the file's place.
    mutating func checkLanguage(of root: CatalogObject, expected: LanguageTag, place: String) {
        guard let language = text("language", of: root, whatToAdd: "add the language tag, \"\(expected)\"") else {
            return
        }
        guard language != expected.text else { return }
        report("language", "is \"\(language)\" in the \(place) \(expected); make the two the same")
    }

    package mutating func object(_ key: String, of parent: CatalogObject) -> CatalogObject? {
        switch parent.members[key] {
        case .object(let members):
            return CatalogObject(path: parent.path(of: key), members: members)
        case nil:
            report(parent.path(of: key), "is missing; add it as docs/prompts.md shows")
        case .text, .number, .other:
            report(parent.path(of: key), "must be an object; write it in braces as docs/prompts.md shows")
        }
        return nil
    }

    package mutating func text(
        _ key: String, of parent: CatalogObject, whatToAdd: String = "add its text"
    ) -> String? {
        switch parent.members[key] {
        case .text(let text):
            guard let complaint = Self.complaint(about: text) else { return text }
            report(parent.path(of: key), complaint)
        case nil:
            report(parent.path(of: key), "is missing; \(whatToAdd)")
        case .object, .number, .other:
            report(parent.path(of: key), "must be a text; write it in quotation marks")
        }
        return nil
    }

    /// A number without a fraction, within `range`.
    package mutating func wholeNumber(
        _ key: String, of parent: CatalogObject, in range: ClosedRange<Int>
    ) -> Int? {
        let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        switch parent.members[key] {
        case .number(let value):
            if let number = Int(exactly: value), range.contains(number) { return number }
            report(parent.path(of: key), "must be \(wanted); correct it")
        case nil:
            report(parent.path(of: key), "is missing; add \(wanted)")
        case .text:
            report(parent.path(of: key), "must be \(wanted), without quotation marks; correct it")
        case .object, .other:
            report(parent.path(of: key), "must be \(wanted); correct it")
        }
        return nil
    }

    package mutating func reportUnknownKeys(of object: CatalogObject, known: Set<String>) {
        for key in object.members.keys.sorted() where !known.contains(key) {
            report(object.path(of: key), "is not known; correct its name or remove it")
        }
    }

    package mutating func report(_ key: String?, _ reason: String) {
        problems.append(CatalogProblem(language: language?.text, file: file, key: key, reason: reason))
    }

    private static func complaint(about text: String) -> String? {
        if text.isEmpty { return "is empty; write its text" }
        if text.first?.isWhitespace == true || text.last?.isWhitespace == true {
            return "begins or ends with a space; remove it"
        }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "holds a line break or another control character; remove it"
        }
        if text.utf8.count > Limits.promptTextBytes {
            return "is longer than \(Limits.promptTextBytes) bytes; shorten it"
        }
        return nil
    }
}

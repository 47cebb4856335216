internal import Foundation

/// Why a file holds no JSON object, to be read after its name.
struct CatalogJSONError: Error {
    let reason: String
}

extension CatalogObject {
    /// The object that a whole file holds.
    init(json data: Data) throws(CatalogJSONError) {
        let json: Any
        do {
            json = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
        } catch {
            throw CatalogJSONError(
                reason: "is not valid JSON (\(Self.explanation(of: error, in: data))); correct it there")
        }
        guard case .object(let members) = CatalogValue(json) else {
            throw CatalogJSONError(reason: "holds no JSON object; see docs/prompts.md for its format")
        }
        self.init(path: nil, members: members)
    }

    /// What the JSON parser says, with line and column in place of the offset that it gives.
    private static func explanation(of error: any Error, in data: Data) -> String {
        let text = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? "\(error)"
        let sentence = text.hasSuffix(".") ? String(text.dropLast()) : text
        guard let match = sentence.firstMatch(of: /around character (\d+)/), let offset = Int(match.1) else {
            return sentence
        }
        let before = data.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
        return sentence.replacing(match.0, with: "at line \(line), column \(column)")
    }
}

/// A JSON value as far as catalogs use them.
enum CatalogValue: Decodable {
    case text(String)
    case object([String: CatalogValue])
    /// A number, a list, true, false or null: none of them has a place in a catalog.
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let members = try? container.decode([String: CatalogValue].self) {
            self = .object(members)
        } else {
            self = .other
        }
    }
}

/// A JSON object, and where in the file it stands.
struct CatalogObject {
    /// Nil for the whole file.
    let path: String?
    let members: [String: CatalogValue]

    func path(of key: String) -> String {
        path.map { "\($0).\(key)" } ?? key
    }
}

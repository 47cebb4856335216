/// A JSON value as far as catalogs use them.
enum CatalogValue {
    case text(String)
    case object([String: CatalogValue])
    /// A number, a list, true, false or null: none of them has a place in a catalog.
    case other

    init(_ json: Any) {
        switch json {
        case let text as String: self = .text(text)
        case let members as [String: Any]: self = .object(members.mapValues(CatalogValue.init))
        default: self = .other
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

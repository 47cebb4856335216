internal import Foundation

/// A JSON value as far as catalogs, and files beside them, use them.
package enum CatalogValue {
    case text(String)
    case number(Double)
    case object([String: CatalogValue])
    /// A list, true, false or null: none of them has a place there.
    case other

    init(_ json: Any) {
        switch json {
        case let text as String: self = .text(text)
        case let members as [String: Any]: self = .object(members.mapValues(CatalogValue.init))
        case let number as NSNumber where !Self.isBoolean(number): self = .number(number.doubleValue)
        default: self = .other
        }
    }

    /// Foundation's parser hands out numbers and Booleans alike as `NSNumber`, which knows what it was made of.
    private static func isBoolean(_ number: NSNumber) -> Bool {
        number.objCType.pointee == CChar(UInt8(ascii: "c"))
    }
}

/// A JSON object, and where in the file it is.
package struct CatalogObject {
    /// Nil for the whole file.
    let path: String?
    package let members: [String: CatalogValue]

    package func path(of key: String) -> String {
        path.map { "\($0).\(key)" } ?? key
    }
}

/// What is wrong with a catalog, or with a file that belongs to one, as one sentence that names the file and the key and says what to do.
public struct CatalogProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The folder's name; nil when the problem is none of one language.
    public let language: String?
    /// The path of the file or folder.
    public let file: String
    /// The path of the key inside the file, such as `clips.month.11`; nil when the problem is none of one key.
    public let key: String?
    /// What is wrong and what to do, to be read behind file and key.
    public let reason: String

    public var description: String {
        if let key { "\(file): \(key) \(reason)." } else { "\(file): \(reason)." }
    }
}

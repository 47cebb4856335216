/// TCP sockets that were bound before the server began, by an address each: root binds what its user may not.
public struct BoundSockets: Sendable {
    private var descriptors: [String: Int32] = [:]

    public init() {}

    /// The server closes `descriptor` when it stops listening.
    public mutating func add(_ descriptor: Int32, host: String, port: Int) {
        descriptors["\(host) \(port)"] = descriptor
    }

    func descriptor(host: String, port: Int) -> Int32? {
        descriptors["\(host) \(port)"]
    }
}

/// What an environment says under names that begin with `VMGATE_`.
///
/// Not all of it is said to this program: Kubernetes gives every pod a dozen variables about each service, named after it,
/// and one that is called `vmgate` has `VMGATE_PORT`, `VMGATE_SERVICE_HOST` and more. So what is not a setting is ignored, with a
/// warning, where the same in the settings file is an error.
struct EnvironmentVariables: Equatable, Sendable {
    /// A variable that is not a setting.
    struct Unknown: Equatable, Sendable {
        let name: String
        /// The variable of a setting that was meant, most likely.
        let nearest: String?
    }

    /// The values of settings, by the names of their variables.
    let settings: [String: String]
    /// What Kubernetes says of services, sorted by name. Names of settings come first: that of a service `vmgate-listen` is one.
    let ofServices: [String]
    /// Everything else, sorted by name, as far as it is shown.
    let unknown: [Unknown]
    /// How many more there are.
    let unshown: Int

    fileprivate static let prefix = "VMGATE_"
    /// Unknown variables that are shown, each on a line.
    static let mostShown = 10

    init(_ environment: [String: String]) {
        let known = Set(ServeSettings.table.map(\.variable))
        let ours = environment.filter { $0.key.hasPrefix(Self.prefix) }
        let services = ours.filter { Self.isOfService($0.key, value: $0.value) }
        let names = services.keys.sorted()
        settings = ours.filter { known.contains($0.key) && services[$0.key] == nil }
        ofServices = names.filter { known.contains($0) } + names.filter { !known.contains($0) }
        let others = ours.keys.filter { !known.contains($0) && services[$0] == nil }.sorted()
        unknown = others.prefix(Self.mostShown).map { name in
            // Without what all of them begin with, which would make each near to each.
            let nearest = NearestWord.nearest(to: name.withoutPrefix, among: known.map(\.withoutPrefix))
            return Unknown(name: name.onOneLine, nearest: nearest.map { Self.prefix + $0 })
        }
        unshown = max(0, others.count - Self.mostShown)
    }

    /// Whether Kubernetes makes such a variable of a service: <https://kubernetes.io/docs/concepts/services-networking/service/>,
    /// "Environment variables".
    private static func isOfService(_ name: String, value: String) -> Bool {
        if name.wholeMatch(
            of:
                /VMGATE[A-Z0-9_]*(_SERVICE_HOST|_SERVICE_PORT(_[A-Z0-9_]+)?|_PORT_[0-9]+_(TCP|UDP|SCTP)(_PROTO|_PORT|_ADDR)?)/
        ) != nil {
            return true
        }
        // By its name alone it could be a setting's. No setting takes such a port.
        return name.hasSuffix("_PORT") && ["tcp://", "udp://", "sctp://"].contains { value.hasPrefix($0) }
    }
}

extension String {
    fileprivate var withoutPrefix: String { String(dropFirst(EnvironmentVariables.prefix.count)) }
}

/// What an environment says under names that begin with `VMGATE_`.
///
/// Not all of it is said to this program: Kubernetes gives every pod a dozen variables about each service, named after it,
/// and one that is called `vmgate` has `VMGATE_PORT`, `VMGATE_SERVICE_HOST` and more. So what is not a setting is ignored, with a
/// warning, where the same in the settings file is an error.
package struct EnvironmentVariables: Equatable, Sendable {
    /// A variable that is not a setting.
    package struct Unknown: Equatable, Sendable {
        package let name: String
        /// The variable of a setting that was meant, most likely.
        package let nearest: String?
    }

    /// The values of settings, by the names of their variables.
    let settings: [String: String]
    /// The first that was a setting once.
    private let retired: String?
    /// What Kubernetes says of services, sorted by name.
    package let ofServices: [String]
    /// Everything else, sorted by name, as far as it is shown.
    package let unknown: [Unknown]
    /// How many more there are.
    package let unshown: Int

    private static let prefix = "VMGATE_"

    /// The variable of the setting of this key.
    static func name(of key: String) -> String {
        prefix + key.uppercased().replacing(".", with: "_")
    }

    /// Unknown variables that are shown, each on a line.
    package static let mostShown = 10

    package init(_ environment: [String: String]) {
        let known = Set(SettingTable.all.map(\.variable))
        let ours = environment.filter { $0.key.hasPrefix(Self.prefix) }
        let services = ours.filter { Self.isOfService($0.key, value: $0.value) }
        let others = ours.filter { services[$0.key] == nil }
        settings = others.filter { known.contains($0.key) }
        ofServices = services.keys.sorted()
        let retired = SettingTable.retired.map(Self.name).first { others[$0] != nil }
        self.retired = retired
        let strangers = others.keys.filter { !known.contains($0) && $0 != retired }.sorted()
        unknown = strangers.prefix(Self.mostShown).map { name in
            // Without what all of them begin with, which would make each near to each.
            let (rest, choices) = (Self.withoutPrefix(name), known.map(Self.withoutPrefix))
            let nearest = NearestWord.nearest(to: rest, among: choices)
            return Unknown(name: name.onOneLine, nearest: nearest.map { Self.prefix + $0 })
        }
        unshown = max(0, strangers.count - Self.mostShown)
    }

    /// Refuses what was a setting once.
    func check() throws(SettingsError) {
        if let retired { throw .retired(retired, Self.name(of: "listen.addresses")) }
    }

    private static func withoutPrefix(_ name: String) -> String { String(name.dropFirst(prefix.count)) }

    /// Whether Kubernetes makes such a variable of a service: <https://kubernetes.io/docs/concepts/services-networking/service/>,
    /// "Environment variables".
    private static func isOfService(_ name: String, value: String) -> Bool {
        if name.wholeMatch(
            of:
                /VMGATE[A-Z0-9_]*(_SERVICE_HOST|_SERVICE_PORT(_[A-Z0-9_]+)?|_PORT_[0-9]+_(TCP|UDP|SCTP)(_PROTO|_PORT|_ADDR)?)/
        ) != nil {
            return true
        }
        // By its name alone it could be meant for this program: a service `vmgate-listen` has VMGATE_LISTEN_PORT.
        return name.hasSuffix("_PORT") && ["tcp://", "udp://", "sctp://"].contains { value.hasPrefix($0) }
    }
}

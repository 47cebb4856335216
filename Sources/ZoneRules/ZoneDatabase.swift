internal import Synchronization

/// The time zones there are: those of the system's folder, each read when it is asked for, and the built-in ones for what
/// is missing there.
public final class ZoneDatabase: Sendable {
    /// Which rules are in force.
    public struct Edition: Hashable, Sendable {
        public enum Source: String, Sendable {
            case system
            case builtIn = "built-in"
        }

        public let source: Source
        /// The release of the time zone database, such as `2026f`; nil where the system does not say it.
        public let version: String?
    }

    private struct State {
        var edition: Edition
        /// The files that were read since the last look, or that were not there.
        var marks: [String: ZoneFile.Mark?]
        /// Once they are needed.
        var links: [String: String]?
        /// The zones whose problem was told.
        var reported: Set<String> = []
    }

    public let directory: ZoneDirectory
    private let report: @Sendable (ZoneProblem) -> Void
    private let state: Mutex<State>

    /// - Parameter report: told once of each zone that is read and whose file is missing or cannot be used, until files change.
    public init(
        directory: ZoneDirectory = .ofSystem, report: @escaping @Sendable (ZoneProblem) -> Void = { _ in }
    ) {
        self.directory = directory
        self.report = report
        state = Mutex(Self.look(directory))
    }

    /// The rules that are in force.
    public var edition: Edition { state.withLock { $0.edition } }

    /// The rules of the zone of this name; nil when there is no such zone. Reads a file.
    public func zone(named name: String) -> Zone? {
        guard ZoneName.isPlain(name) else { return nil }
        guard edition.source == .system else { return BuiltInZone(name).map { .builtIn($0) } }
        if let file = systemZone(name, reportedAs: name) ?? linkedZone(name) { return .ofSystem(file) }
        guard let zone = BuiltInZone(name) else { return nil }
        let path = directory.path(of: name)
        if ZoneFile.Mark(path: path) == nil {
            note(name, nil)
            tell(ZoneProblem(zone: name, file: path, reason: "is not there"))
        }
        return .builtIn(zone)
    }

    /// Whether files have changed since they were read. Zones that are asked for afterwards are read again.
    public func refresh() -> Bool {
        let marks = state.withLock { $0.marks }
        guard marks.contains(where: { file, mark in ZoneFile.Mark(path: directory.path(of: file)) != mark }) else {
            return false
        }
        let next = Self.look(directory)
        state.withLock { $0 = next }
        return true
    }

    /// Finds out which rules there are. Every folder of zones has UTC.
    private static func look(_ directory: ZoneDirectory) -> State {
        let marks = (ZoneDirectory.versionFiles + utc).map { ($0, ZoneFile.Mark(path: directory.path(of: $0))) }
        let isUsable = utc.contains { name in
            guard case .file(let file) = ZoneFile.read(directory.path(of: name), maximumBytes: TZifFile.maximumBytes)
            else { return false }
            return (try? TZifFile(file.bytes)) != nil
        }
        let edition =
            isUsable
            ? Edition(source: .system, version: directory.version())
            : Edition(source: .builtIn, version: BuiltInZone.version)
        return State(edition: edition, marks: Dictionary(uniqueKeysWithValues: marks), links: nil)
    }

    private static let utc = ["Etc/UTC", "UTC"]

    /// What the zone's file says; nil when there is none, or one that cannot be used.
    private func systemZone(_ file: String, reportedAs name: String) -> TZifFile? {
        let path = directory.path(of: file)
        switch ZoneFile.read(path, maximumBytes: TZifFile.maximumBytes) {
        case .absent: return nil
        case .unusable(let error):
            note(file, ZoneFile.Mark(path: path))
            tell(ZoneProblem(zone: name, file: path, reason: error.description))
            return nil
        case .file(let content):
            note(file, content.mark)
            do throws(TZifError) {
                return try TZifFile(content.bytes)
            } catch {
                tell(ZoneProblem(zone: name, file: path, reason: error.description))
                return nil
            }
        }
    }

    /// What the file of the zone says that `name` is a link to.
    private func linkedZone(_ name: String) -> TZifFile? {
        let target = state.withLock { state in
            let links = state.links ?? directory.links()
            state.links = links
            return links[name]
        }
        guard let target, ZoneName.isPlain(target) else { return nil }
        return systemZone(target, reportedAs: name)
    }

    private func note(_ file: String, _ mark: ZoneFile.Mark?) {
        state.withLock { $0.marks[file] = .some(mark) }
    }

    private func tell(_ problem: ZoneProblem) {
        if state.withLock({ $0.reported.insert(problem.zone).inserted }) { report(problem) }
    }
}

extension ZoneDatabase.Edition: CustomStringConvertible {
    /// `2026f`, or `built-in:2025b`.
    public var description: String {
        switch source {
        case .system: version ?? source.rawValue
        case .builtIn: "\(source.rawValue):\(version ?? "")"
        }
    }
}

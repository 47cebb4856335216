public import Foundation

/// A folder of compiled time zone rules that is removed after the test and replaces the system's.
public final class ZoneFolder: Sendable {
    public let path: String

    /// - Parameters:
    ///   - version: the release that the folder says it is of.
    ///   - zones: names and their rules, as in a file's footer: `["Europe/Berlin": "CET-1CEST,M3.5.0,M10.5.0/3"]`. UTC is there too.
    public init(version: String = "2026f", zones: [String: String] = [:]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "vmgate-zones-\(UUID().uuidString)").path
        try write(Data("# version \(version)\n".utf8), to: "tzdata.zi")
        for (name, rule) in zones.merging(["Etc/UTC": "UTC0", "UTC": "UTC0"], uniquingKeysWith: { own, _ in own }) {
            try write(Data(Self.zone(rule)), to: name)
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Puts a file there in one step, as a package manager does.
    public func write(_ content: Data, to name: String) throws {
        let file = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try content.write(to: file, options: .atomic)
    }

    /// A file in which a rule holds from the last transition on, before which clocks show what they are told: RFC 9636.
    ///
    /// - Parameter transitions: seconds since 1970, and seconds ahead of UTC from then on.
    public static func zone(_ rule: String, firstOffset: Int32 = 0, transitions: [(Int64, Int32)] = []) -> [UInt8] {
        let first = header(transitions: 0, types: 1) + type(0) + designation
        let offsets = [firstOffset] + transitions.map(\.1)
        let times = transitions.flatMap { bigEndian($0.0) }
        let places = transitions.indices.map { UInt8($0 + 1) }
        let second = header(transitions: transitions.count, types: offsets.count) + times + places
        return first + second + offsets.flatMap(type) + designation + Array("\n\(rule)\n".utf8)
    }

    private static let designation = Array("ABC\0".utf8)

    private static func header(transitions: Int, types: Int) -> [UInt8] {
        let counts = [0, 0, 0, transitions, types, designation.count]
        return Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { bigEndian(Int32($0)) }
    }

    private static func type(_ offset: Int32) -> [UInt8] {
        bigEndian(offset) + [0, 0]
    }

    private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}

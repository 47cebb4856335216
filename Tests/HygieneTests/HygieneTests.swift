import Foundation
import Testing

/// What a machine can check belongs here and not in a reviewer's head.
@Suite("The house is in order", .timeLimit(.minutes(5)))
struct HygieneTests {
    private struct SourceFile {
        /// The path from the top of the repository.
        let path: String
        let text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        /// The target that it belongs to: `Sources/<room>/…`.
        var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    }

    private static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The text files under a folder of the repository, build folders and data left out.
    private func files(under folder: String, endings: Set<String>) throws -> [SourceFile] {
        let root = Self.top.appending(path: folder)
        let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter { endings.contains(URL(filePath: $0).pathExtension) }.map { path in
            SourceFile(
                path: "\(folder)/\(path)", text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
        }
    }

    private func swiftFiles() throws -> [SourceFile] {
        let files = try files(under: "Sources", endings: ["swift"]) + files(under: "Tests", endings: ["swift"])
        try #require(files.count > 20)
        return files
    }

    @Test("no source file is longer than 350 lines")
    func length() throws {
        for file in try swiftFiles() {
            #expect(file.lines.count <= 350, "\(file.path) has \(file.lines.count) lines")
        }
    }

    // Written in two parts, so that this file does not find itself.
    static let banned: [(text: String, why: String)] = [
        ("try" + "!", "a failure that a peer can cause must not end the process"),
        ("fatal" + "Error(", "a failure that a peer can cause must not end the process"),
        ("TO" + "DO", "what is not done is an issue, not a comment"),
        ("FIX" + "ME", "what is not done is an issue, not a comment"),
    ]

    @Test("nothing that is banned is in a source file", arguments: banned)
    func bannedTexts(text: String, why: String) throws {
        for file in try swiftFiles() {
            #expect(!file.text.contains(text), "\(file.path): \(text): \(why)")
        }
    }

    @Test("only the program prints; a room that did would print to whoever embeds it")
    func printing() throws {
        let call = /(^|[^A-Za-z.])(debugPrint|print|dump)\(/
        for file in try files(under: "Sources", endings: ["swift"]) where file.room != "vmgate" {
            #expect(file.text.firstMatch(of: call) == nil, "\(file.path)")
        }
    }

    @Test("every suite has a time limit: a test that waits for nothing fails, and does not stand still")
    func timeLimits() throws {
        let types = /^((public|private|final) )*(struct|class|enum|actor) (\w+)/.anchorsMatchLineEndings()
        let test = /^    @Test\b/.anchorsMatchLineEndings()
        let suite = /@Suite\(.*\.timeLimit\([^{}]*$/.dotMatchesNewlines()
        var suites = 0
        for file in try files(under: "Tests", endings: ["swift"]) {
            // What stands before each type, from the end of the one before it, and the type's name and body.
            let parts = file.text.split(separator: "\n}\n")
            for part in parts where part.firstMatch(of: test) != nil {
                guard let type = part.firstMatch(of: types) else { continue }
                suites += 1
                #expect(
                    part[..<type.range.lowerBound].firstMatch(of: suite) != nil,
                    "\(file.path): \(type.4) has no .timeLimit")
            }
        }
        #expect(suites > 100)
    }

    /// The program, which wires everything together, and what tests share.
    private static let unbound: Set = ["vmgate", "VoicemailTestKit"]

    /// Whom each room may import, from the rooms and packages. One way only: no two rooms import each other.
    private static let imports: [String: Set<String>] = [
        "VoicemailModel": ["CSodium", "DequeModule", "Glibc"],
        "AuditChain": ["VoicemailModel", "CSodium"],
        "Access": ["VoicemailModel", "DequeModule", "HeapModule"],
        "Prompts": ["VoicemailModel", "CLocaleMatcher", "Foundation"],
        "ZoneRules": ["Foundation", "Glibc", "Synchronization"],
        "Announcements": ["VoicemailModel", "Prompts", "ZoneRules", "Foundation"],
        "SoundFiles": ["VoicemailModel", "CSodium"],
        "Rendering": [
            "VoicemailModel", "Prompts", "SoundFiles", "Subprocess", "Foundation", "Glibc", "Synchronization",
            "Dispatch",
        ],
        "Wire": ["VoicemailModel", "NIOCore"],
        "Session": ["VoicemailModel", "Wire", "DequeModule"],
        "PINHashing": [
            "VoicemailModel", "CSodium", "CHashMemory", "CoreMetrics", "Glibc", "OrderedCollections",
        ],
        "Sealing": ["VoicemailModel", "CSodium", "Glibc", "Synchronization"],
        "StoreSQLite": [
            "VoicemailModel", "AuditChain", "Sealing", "CLinux", "CCutMapping", "GRDB", "GRDBSQLite", "CoreMetrics",
            "Foundation", "Glibc", "Synchronization", "Dispatch", "DequeModule",
        ],
        "Observability": [
            "VoicemailModel", "CoreMetrics", "Glibc", "Logging", "NIOCore", "NIOHTTP1", "NIOPosix", "Synchronization",
        ],
        "LineClient": ["VoicemailModel", "CSodium", "Glibc"],
        "LoadBench": [
            "VoicemailModel", "NIOCore", "NIOPosix", "Histogram", "FoundationEssentials", "Glibc", "DequeModule",
        ],
        "Calibration": ["VoicemailModel", "PINHashing"],
        "PrivateFiles": ["VoicemailModel", "Glibc"],
        "Settings": [
            "VoicemailModel", "Access", "ZoneRules", "PINHashing", "PrivateFiles", "Configuration",
            "Logging", "Foundation", "Synchronization",
        ],
        "Gatekeeping": [
            "VoicemailModel", "Access", "Prompts", "ZoneRules", "Announcements", "Sealing", "NIOCore", "CoreMetrics",
            "Logging", "ServiceLifecycle", "Synchronization", "Dispatch", "DequeModule",
        ],
        "LineServer": [
            "VoicemailModel", "Access", "Gatekeeping", "Wire", "Session", "PrivateFiles", "NIOCore", "NIOPosix",
            "NIOSSL",
            "NIOTLS", "CoreMetrics", "Logging", "ServiceLifecycle", "Glibc", "Synchronization", "Dispatch",
            "DequeModule",
        ],
    ]

    @Test("imports point one way")
    func importsPointOneWay() throws {
        let statement = /^\s*(@\w+ )*((public|package|internal|private|fileprivate) )?import (\w+ )??(\w+)/
        for file in try files(under: "Sources", endings: ["swift"]) {
            guard !Self.unbound.contains(file.room) else { continue }
            let allowed = try #require(Self.imports[file.room], "\(file.room) is not in the table of imports")
            for line in file.lines {
                guard let match = line.firstMatch(of: statement) else { continue }
                let module = String(match.5)
                #expect(allowed.contains(module), "\(file.path) imports \(module)")
            }
        }
    }

    @Test("no file names a path of the machine that it was written on")
    func machinePaths() throws {
        let endings: Set = ["swift", "c", "h", "cpp", "md", "sh", "txt", "json", "yaml", "yml"]
        var all = try ["Sources", "Tests", "docs", "scripts", "prompts"].flatMap {
            try files(under: $0, endings: endings)
        }
        for name in [
            "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Makefile", ".ci/run", "Package.swift",
        ] {
            guard let text = try? String(contentsOf: Self.top.appending(path: name), encoding: .utf8) else { continue }
            all.append(SourceFile(path: name, text: text))
        }
        let folders = ["wo" + "rk", "ro" + "ot", "ho" + "me"].map { "/\($0)/" }
        for file in all {
            for folder in folders {
                #expect(!file.text.contains(folder), "\(file.path) names \(folder)")
            }
        }
    }
}

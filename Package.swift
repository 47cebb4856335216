// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "vmgate",
    products: [
        .executable(name: "vmgate", targets: ["vmgate"]),
        // For FuzzTesting, a package of its own.
        .library(
            name: "FuzzChecks",
            targets: ["FuzzChecks", "FuzzMatching"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults, "YAML"]),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // C at the edge: libsodium, ICU's LocaleMatcher and dates, the memory libsodium hashes in, and memory that is freed.
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CICU", pkgConfig: "icu-i18n", providers: [.apt(["libicu-dev"])]),
        .target(name: "CLocaleMatcher", dependencies: ["CICU"]),
        .systemLibrary(name: "CLinux"),
        .target(name: "CHashMemory"),
        .target(name: "CFilePages"),
        .target(name: "CCutMapping"),
        .target(name: "CWipedMemory"),

        // The rooms. Imports point one way only; docs/architecture.md draws the path.
        .target(
            name: "VoicemailModel",
            dependencies: ["CSodium", .product(name: "DequeModule", package: "swift-collections")],
            swiftSettings: strict),
        .target(name: "AuditChain", dependencies: ["VoicemailModel", "CSodium"], swiftSettings: strict),
        .target(
            name: "Access",
            dependencies: [
                "VoicemailModel", .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: strict),
        .target(name: "Prompts", dependencies: ["VoicemailModel", "CLocaleMatcher"], swiftSettings: strict),
        .target(name: "ZoneRules", swiftSettings: strict),
        .target(
            name: "Announcements", dependencies: ["VoicemailModel", "Prompts", "ZoneRules"], swiftSettings: strict),
        .target(name: "SoundFiles", dependencies: ["VoicemailModel", "CSodium"], swiftSettings: strict),
        .target(
            name: "Rendering",
            dependencies: [
                "VoicemailModel", "Prompts", "SoundFiles", .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: strict),
        .target(
            name: "Wire",
            dependencies: ["VoicemailModel", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: strict),
        .target(
            name: "Session",
            dependencies: ["VoicemailModel", "Wire", .product(name: "DequeModule", package: "swift-collections")],
            swiftSettings: strict),
        .target(
            name: "PINHashing",
            dependencies: [
                "VoicemailModel", "CSodium", "CHashMemory", .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ],
            swiftSettings: strict),
        .target(name: "Sealing", dependencies: ["VoicemailModel", "CSodium"], swiftSettings: strict),
        .target(
            name: "StoreSQLite",
            dependencies: [
                "VoicemailModel", "AuditChain", "Sealing", "CLinux", "CCutMapping",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            swiftSettings: strict),
        .target(
            name: "Observability",
            dependencies: [
                "VoicemailModel",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "Gatekeeping",
            dependencies: [
                "VoicemailModel", "Access", "Prompts", "ZoneRules", "Announcements", "Sealing",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            // The parts of the core live on one event loop: what they await comes back to it.
            swiftSettings: strict + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]),
        .target(
            name: "LineServer",
            dependencies: [
                "VoicemailModel", "Access", "Gatekeeping", "Wire", "Session", "PrivateFiles",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(name: "LineClient", dependencies: ["VoicemailModel", "CSodium"], swiftSettings: strict),
        .target(
            name: "LoadBench",
            dependencies: [
                "VoicemailModel",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: strict),
        .target(name: "PrivateFiles", dependencies: ["VoicemailModel"], swiftSettings: strict),
        .target(
            name: "Calibration", dependencies: ["VoicemailModel", "PINHashing"], swiftSettings: strict),
        .target(
            name: "Settings",
            dependencies: [
                "VoicemailModel", "Access", "ZoneRules", "PINHashing", "PrivateFiles",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "vmgate",
            dependencies: [
                "VoicemailModel", "Access", "Prompts", "ZoneRules", "Announcements", "SoundFiles", "Rendering", "Wire",
                "PINHashing", "AuditChain", "StoreSQLite",
                "Gatekeeping", "LineServer", "Observability", "LineClient", "LoadBench", "Calibration", "PrivateFiles",
                "Sealing",
                "Settings", "CLinux", "CFilePages", "CWipedMemory",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // What the benchmarks count instructions of. Not a product.
        .executableTarget(
            name: "vmgate-micro",
            dependencies: [
                "VoicemailModel", "Access", "Prompts", "Announcements", "Wire",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Benchmarks/Micro", swiftSettings: strict),

        // What the fuzzer checks, and tests check again of what it found. Not a product for anybody else.
        .target(
            name: "FuzzChecks",
            dependencies: [
                "VoicemailModel", "Wire", "Sealing", "CICU", .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "FuzzTesting/Checks", swiftSettings: strict),
        // Apart from the others: ICU's headers, which they read, and Foundation's own ICU, which the matcher brings along,
        // declare the same types differently, so that no module can read both. So does what has time zones of Foundation.
        .target(
            name: "FuzzMatching", dependencies: ["FuzzChecks", "VoicemailModel", "Prompts", "Settings", "ZoneRules"],
            path: "FuzzTesting/Matching", swiftSettings: strict),
        .testTarget(
            name: "FuzzReplayTests", dependencies: ["FuzzChecks", "FuzzMatching"], swiftSettings: strict),

        // What tests share: a server process, a manual clock, whole conversations. Not a product.
        .target(
            name: "VoicemailTestKit",
            dependencies: [
                "VoicemailModel", "LineClient",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ConversationTests",
            dependencies: [
                "VoicemailTestKit", "LineClient", "Settings", "vmgate", "VoicemailModel", "Access", "Prompts",
                "PINHashing",
                "StoreSQLite", "Gatekeeping", "SoundFiles", .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            exclude: ["Scripts"], swiftSettings: strict),
        .testTarget(
            name: "LoadBenchTests",
            dependencies: [
                "VoicemailModel", "LoadBench", "LineClient", "VoicemailTestKit", "vmgate",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CalibrationTests", dependencies: ["VoicemailModel", "Access", "Calibration"], swiftSettings: strict),
        // Real parts for a gatekeeper in a test, for the core's tests and the line server's.
        .target(
            name: "GatekeeperTestKit",
            dependencies: [
                "Gatekeeping", "VoicemailModel", "VoicemailTestKit", "Access", "Prompts", "StoreSQLite",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/GatekeeperTestKit", swiftSettings: strict),
        .testTarget(
            name: "GatekeepingTests",
            dependencies: [
                "Gatekeeping", "GatekeeperTestKit", "VoicemailModel", "VoicemailTestKit", "Access", "PINHashing",
                "StoreSQLite",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LineServerTests",
            dependencies: [
                "LineServer", "Gatekeeping", "GatekeeperTestKit", "VoicemailModel", "VoicemailTestKit", "Access",
                "PINHashing", "Session", "Wire",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AccessTests", dependencies: ["Access", "VoicemailModel", "VoicemailTestKit"], swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Access", "Gatekeeping", "VoicemailModel", "VoicemailTestKit",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WireTests",
            dependencies: ["Wire", "VoicemailModel", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: strict),
        .testTarget(
            name: "SessionTests", dependencies: ["Session", "Access", "Wire", "VoicemailModel", "VoicemailTestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "PromptsTests", dependencies: ["VoicemailModel", "Prompts", "VoicemailTestKit"],
            exclude: ["Matching", "Packs", "Schema"],
            swiftSettings: strict
        ),
        .testTarget(name: "ZoneRulesTests", dependencies: ["ZoneRules", "VoicemailTestKit"], swiftSettings: strict),
        .testTarget(
            name: "AnnouncementsTests",
            dependencies: ["VoicemailModel", "VoicemailTestKit", "Prompts", "ZoneRules", "Announcements"],
            exclude: ["Golden", "PyICU"], swiftSettings: strict),
        .testTarget(name: "SoundFilesTests", dependencies: ["SoundFiles", "VoicemailModel"], swiftSettings: strict),
        .testTarget(
            name: "RenderingTests",
            dependencies: ["Rendering", "SoundFiles", "Prompts", "Announcements", "VoicemailModel"],
            swiftSettings: strict),
        .target(name: "ScriptedServer", path: "Tests/ScriptedServer", swiftSettings: strict),
        .testTarget(
            name: "LineClientTests", dependencies: ["VoicemailModel", "LineClient", "ScriptedServer"],
            swiftSettings: strict),
        .testTarget(
            name: "SettingsTests", dependencies: ["Settings", "Access", "VoicemailModel", "VoicemailTestKit"],
            swiftSettings: strict),
        .testTarget(
            name: "vmgateTests",
            dependencies: [
                "Settings", "VoicemailModel", "VoicemailTestKit", "Access", "CWipedMemory", "LineClient",
                "ScriptedServer",
                "SoundFiles",
                "vmgate",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ObservabilityTests",
            dependencies: [
                "Observability", "VoicemailModel", "VoicemailTestKit",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(name: "HygieneTests", swiftSettings: strict),
        .testTarget(
            name: "PrivateFilesTests", dependencies: ["PrivateFiles", "VoicemailModel"], swiftSettings: strict),
        .testTarget(
            name: "AuditChainTests", dependencies: ["AuditChain", "VoicemailModel"], swiftSettings: strict),
        .testTarget(
            name: "VoicemailModelTests", dependencies: ["VoicemailModel", "VoicemailTestKit"], swiftSettings: strict),
        .testTarget(
            name: "PINHashingTests",
            dependencies: [
                "CHashMemory", "CSodium", "PINHashing", "VoicemailModel", "VoicemailTestKit", "OutOfMemoryProbe",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "OutOfMemoryProbe", dependencies: ["PINHashing", "VoicemailModel"], path: "Tests/OutOfMemoryProbe",
            swiftSettings: strict),
        .testTarget(
            name: "StoreSQLiteTests",
            dependencies: [
                "StoreSQLite", "Access", "AuditChain", "Sealing", "VoicemailModel", "VoicemailTestKit",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Databases"], swiftSettings: strict),
        .testTarget(
            name: "SealingTests", dependencies: ["Sealing", "VoicemailModel"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

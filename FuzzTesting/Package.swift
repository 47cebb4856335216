// swift-tools-version: 6.2

import PackageDescription

// Apart from the package itself, so that nobody who builds vmgate builds it with a fuzzer's instrumentation.
let package = Package(
    name: "vmgate-fuzz",
    dependencies: [
        .package(name: "vmgate", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults, "YAML"]),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    ],
    targets: [
        // `Settings` is a link to the program's own, which are in no library; so is what they use of its other files.
        .executableTarget(
            name: "vmgate-fuzz",
            dependencies: [
                .product(name: "FuzzChecks", package: "vmgate"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Driver", swiftSettings: [.define("FUZZING")])
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

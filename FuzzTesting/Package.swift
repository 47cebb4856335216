// swift-tools-version: 6.2

import PackageDescription

// Apart from the package itself, so that nobody who builds vmgate builds it with a fuzzer's instrumentation.
let package = Package(
    name: "vmgate-fuzz",
    dependencies: [
        .package(name: "vmgate", path: "..")
    ],
    targets: [
        .executableTarget(
            name: "vmgate-fuzz", dependencies: [.product(name: "FuzzChecks", package: "vmgate")],
            path: "Driver")
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

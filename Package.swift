// swift-tools-version: 6.0
import PackageDescription

/// The house: arrows run downward only, and the compiler holds the walls. See docs/architecture.md.
let package = Package(
  name: "racebench",
  products: [
    .executable(name: "racebench", targets: ["racebench"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
  ],
  targets: [
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CLinux", dependencies: ["CXXHash"]),
    .target(
      name: "RaceModel", dependencies: [.product(name: "RealModule", package: "swift-numerics")]),
    .target(
      name: "RaceSystem", dependencies: ["RaceModel", "CLinux", "CXXHash"]),
    .target(name: "RaceUpdaters", dependencies: ["RaceModel", "RaceSystem", "CLinux"]),
    .target(name: "RaceReaders", dependencies: ["RaceModel", "RaceSystem", "CLinux", "CXXHash"]),
    .target(
      name: "RaceStage",
      dependencies: ["RaceModel", "RaceSystem", "RaceUpdaters", "RaceReaders", "CLinux"]),
    .target(
      name: "RaceSampling",
      dependencies: ["RaceModel", "RaceSystem", "RaceUpdaters", "RaceReaders", "RaceStage"]),
    .target(
      name: "RaceStepping",
      dependencies: [
        "RaceModel", "RaceSystem", "RaceUpdaters", "RaceReaders", "RaceStage", "CLinux",
      ]),
    .target(name: "RaceScenarios", dependencies: ["RaceModel", "CYAML"]),
    .target(name: "RaceReports", dependencies: ["RaceModel"]),
    .executableTarget(
      name: "racebench",
      dependencies: [
        "RaceModel", "RaceSystem", "RaceUpdaters", "RaceReaders", "RaceSampling", "RaceStepping",
        "RaceScenarios", "RaceReports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "RaceModelTests", dependencies: ["RaceModel", "TestSupport"]),
    .target(
      name: "TestSupport", dependencies: ["RaceModel", "RaceSystem", "CLinux"],
      path: "Tests/Support"),
    .executableTarget(
      name: "race-helper",
      dependencies: ["RaceModel", "RaceSystem", "RaceUpdaters", "RaceReaders", "CLinux"],
      path: "Tests/Helpers"),
    .testTarget(
      name: "RaceSystemTests",
      dependencies: ["RaceSystem", "RaceModel", "CLinux", "TestSupport", "race-helper"]),
    .testTarget(
      name: "RaceUpdatersTests",
      dependencies: [
        "RaceUpdaters", "RaceReaders", "RaceSystem", "RaceModel", "CLinux", "TestSupport",
        "race-helper",
      ]),
    .testTarget(
      name: "RaceReadersTests",
      dependencies: [
        "RaceReaders", "RaceSystem", "RaceModel", "CLinux", "TestSupport", "race-helper",
      ]),
    .testTarget(
      name: "RaceStageTests",
      dependencies: ["RaceStage", "RaceSystem", "RaceModel", "TestSupport"]),
    .testTarget(
      name: "RaceSamplingTests",
      dependencies: [
        "RaceSampling", "RaceStage", "RaceReaders", "RaceSystem", "RaceModel", "TestSupport",
      ]),
    .testTarget(
      name: "RaceSteppingTests",
      dependencies: [
        "RaceStepping", "RaceStage", "RaceReaders", "RaceSystem", "RaceModel", "CLinux",
        "TestSupport", "racebench",
      ]),
    .testTarget(name: "RaceScenariosTests", dependencies: ["RaceScenarios", "RaceModel"]),
    .testTarget(
      name: "RaceReportsTests", dependencies: ["RaceReports", "RaceModel", "TestSupport"],
      resources: [.copy("Golden"), .copy("Schema")]
    ),
    .testTarget(
      name: "racebenchTests",
      dependencies: [
        "racebench", "RaceModel", "RaceSystem", "RaceUpdaters", "RaceSampling", "RaceReports",
        "CLinux", "TestSupport", "race-helper",
      ]),
  ],
  swiftLanguageModes: [.v6]
)

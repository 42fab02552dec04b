// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors in our own targets; dependencies keep their own settings.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// Numeric kernels, and only they: without bounds and overflow checks in release mode.
let kernels: [SwiftSetting] = strict + [.unsafeFlags(["-Ounchecked"], .when(configuration: .release))]

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name + "Tests", dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "millrace",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Kafka", targets: ["Kafka"]),
    .library(name: "Postgres", targets: ["Postgres"]),
    .executable(name: "millrace", targets: ["millrace"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "CRDKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),

    .target(name: "Domain", dependencies: [crypto], swiftSettings: strict),
    .target(name: "Kernels", dependencies: ["COpenBLAS"], swiftSettings: kernels),
    .target(name: "Statistics", swiftSettings: strict),
    .target(name: "Learning", dependencies: ["Domain", "Kernels", "Statistics", crypto], swiftSettings: strict),
    .target(
      name: "Wire",
      dependencies: ["Domain", crypto, .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(name: "Execution", swiftSettings: strict),
    .target(name: "Exposition", dependencies: [metrics], swiftSettings: strict),
    .target(name: "Kafka", dependencies: ["CRDKafka", "Execution", log], swiftSettings: strict),
    .target(name: "Postgres", dependencies: ["CLibPQ", "Execution", crypto, log], swiftSettings: strict),
    .target(name: "Artifacts", dependencies: ["Postgres", crypto], swiftSettings: strict),
    .target(name: "Ledger", dependencies: ["Domain", "Postgres", "Wire", crypto, log], swiftSettings: strict),
    .target(
      name: "Publishing",
      dependencies: ["Domain", "Execution", "Kafka", "Ledger", "Postgres", "Wire", log], swiftSettings: strict),
    .target(name: "Projections", dependencies: ["Domain", "Postgres", "Wire", crypto, log], swiftSettings: strict),
    .target(
      name: "ReadModels",
      dependencies: ["Domain", "Execution", "Ledger", "Postgres", "Projections", "Wire", lifecycle, log],
      swiftSettings: strict),
    .target(
      name: "Evaluation",
      dependencies: [
        "Artifacts", "Domain", "Execution", "Learning", "Ledger", "Postgres", "Projections", "ReadModels",
        "Statistics", "Wire", crypto,
      ],
      swiftSettings: strict),
    .target(
      name: "Ingest",
      dependencies: [
        "Domain", "Execution", "Kafka", "Ledger", "Postgres", "Projections", "Publishing", "Wire", crypto, lifecycle,
        log,
      ],
      swiftSettings: strict),
    .target(
      name: "Reactors",
      dependencies: [
        "Artifacts", "Domain", "Evaluation", "Execution", "Kafka", "Learning", "Ledger", "Postgres", "Publishing",
        "ReadModels", "Wire", crypto, lifecycle, log,
      ],
      swiftSettings: strict),
    .target(
      name: "Audit",
      dependencies: [
        "Artifacts", "Domain", "Evaluation", "Execution", "Learning", "Ledger", "Postgres", "Projections",
        "Publishing", "ReadModels", "Statistics", "Wire", lifecycle, log,
      ],
      swiftSettings: strict),
    .target(
      name: "History", dependencies: ["Domain", "Evaluation", "ReadModels"], swiftSettings: strict),
    .target(
      name: "Inference",
      dependencies: [
        "Artifacts", "CZlib", "Domain", "Evaluation", "Execution", "Exposition", "History", "Kafka", "Learning",
        "Ledger", "Postgres", "Projections", "Publishing", "ReadModels", "Wire", lifecycle, log, metrics,
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "millrace",
      dependencies: [
        "Artifacts", "Audit", "Domain", "Evaluation", "Execution", "Exposition", "History", "Inference", "Ingest",
        "Kafka", "Kernels", "Learning", "Ledger", "Postgres", "Projections", "Publishing", "Reactors", "ReadModels",
        "Statistics", "Wire", crypto, lifecycle, log, metrics,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
      ],
      swiftSettings: strict),

    // Built here too, so that a test can run it.
    .executableTarget(
      name: "ExampleProducer", dependencies: ["Kafka", log], path: "docs/examples/swift/Sources/producer",
      swiftSettings: strict),

    // A part of the benchmarks that a test plays too.
    .target(
      name: "ReleaseSimulation", dependencies: ["Domain", "Evaluation", "Statistics", "TestSupport"],
      path: "Benchmarks/releases/simulation", swiftSettings: strict),
    .executableTarget(
      name: "ReleaseBenchmark", dependencies: ["Domain", "ReleaseSimulation", "Statistics", "TestSupport"],
      path: "Benchmarks/releases/benchmark", swiftSettings: strict),

    .target(
      name: "TestSupport",
      dependencies: ["CRDKafka", "Domain", "Kafka", "Ledger", "Postgres", "Wire", log],
      path: "Tests/TestSupport", swiftSettings: strict),
    .target(
      name: "ArchiverSupport",
      dependencies: ["Domain", "Ingest", "Kafka", "Ledger", "Postgres", "TestSupport", "Wire", lifecycle, log],
      path: "Tests/ArchiverSupport", swiftSettings: strict),
    .target(
      name: "ReactorSupport",
      dependencies: [
        "Artifacts", "Domain", "Evaluation", "Execution", "Learning", "Ledger", "Postgres", "Projections",
        "Publishing", "Reactors", "TestSupport", "Wire", log,
      ],
      path: "Tests/ReactorSupport", swiftSettings: strict),
    tests("Architecture", []),
    tests("Domain", ["Domain", "TestSupport"]),
    tests("Wire", ["Domain", "TestSupport", "Wire"]),
    tests("Kernels", ["Kernels"]),
    tests("Statistics", ["Domain", "Statistics", "TestSupport"]),
    tests("Learning", ["Domain", "Kernels", "Learning", "Statistics", "TestSupport", "Wire", crypto]),
    tests("Kafka", ["CRDKafka", "Kafka", "TestSupport", log]),
    tests("Postgres", ["Execution", "Postgres", "TestSupport"]),
    tests("Ledger", ["Domain", "Kafka", "Ledger", "Postgres", "TestSupport", "Wire"]),
    tests("Projections", ["Domain", "Ledger", "Postgres", "Projections", "TestSupport", "Wire"]),
    tests("Execution", ["Execution"]),
    tests("Exposition", ["Exposition", metrics]),
    tests(
      "ReadModels",
      [
        "Domain", "Execution", "Ledger", "Postgres", "Projections", "ReactorSupport", "ReadModels", "TestSupport",
        "Wire", log,
      ]),
    tests(
      "Evaluation",
      [
        "Domain", "Evaluation", "Learning", "Ledger", "Postgres", "ReactorSupport", "ReadModels", "ReleaseSimulation",
        "Statistics", "TestSupport", "Wire",
      ]),
    tests(
      "Ingest",
      [
        "ArchiverSupport", "Domain", "Execution", "Ingest", "Kafka", "Ledger", "Postgres", "Publishing", "TestSupport",
        "Wire", log,
      ]),
    tests(
      "Reactors",
      [
        "ArchiverSupport", "Artifacts", "Domain", "Evaluation", "Execution", "Ingest", "Kafka", "Learning", "Ledger",
        "Postgres", "Projections", "Publishing", "ReactorSupport", "Reactors", "ReadModels", "TestSupport", "Wire",
        lifecycle, log,
      ]),
    tests(
      "Audit",
      [
        "ArchiverSupport", "Audit", "Domain", "Evaluation", "Execution", "Ingest", "Kafka", "Learning", "Ledger",
        "Postgres", "Projections", "Publishing", "ReactorSupport", "ReadModels", "TestSupport", "Wire", log,
      ]),
    tests("Publishing", ["Domain", "Kafka", "Ledger", "Postgres", "Publishing", "TestSupport", "Wire", log]),
    tests("History", ["Domain", "History", "ReadModels"]),
    tests("Artifacts", ["Artifacts", "Postgres", "TestSupport"]),
    tests(
      "Witness",
      ["Domain", "Kafka", "Ledger", "Postgres", "Projections", "Publishing", "TestSupport", "Wire", log]),
    tests(
      "Inference",
      [
        "ArchiverSupport", "Artifacts", "CZlib", "Domain", "Execution", "Exposition", "Inference", "Kafka", "Learning",
        "Postgres", "Projections", "Publishing", "TestSupport", "Wire", lifecycle, log,
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "Yams", package: "Yams"),
      ]),
    tests(
      "Fault",
      [
        "Domain", "Ingest", "Kafka", "Ledger", "Postgres", "Projections", "ReadModels", "TestSupport", "Wire", log,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
      ]),
    tests(
      "Millrace",
      [
        "Domain", "Kafka", "Ledger", "Postgres", "Projections", "ReactorSupport", "TestSupport", "Wire", log,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
      ]),
  ]
)

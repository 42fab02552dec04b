// swift-tools-version: 6.2
import PackageDescription

// A program outside Millrace that uses its Kafka library; outside this repository, name its URL instead of the path.
let package = Package(
  name: "producer",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "millrace", path: "../../.."),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
  ],
  targets: [
    .executableTarget(
      name: "producer",
      dependencies: [
        .product(name: "Kafka", package: "millrace"), .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")])
  ]
)

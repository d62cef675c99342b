// swift-tools-version: 6.3
import PackageDescription

// Numeric kernels are written on SIMD vectors, which only become wide machine instructions when the
// compiler may assume the processor has them. `FLEDGE_MARCH=x86-64-v3` builds for another machine.
let architecture = Context.environment["FLEDGE_MARCH"] ?? "native"
#if arch(arm64)
let architectureFlags = ["-Xcc", "-mcpu=\(architecture)"]
#else
let architectureFlags = ["-Xcc", "-march=\(architecture)"]
#endif

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .unsafeFlags(architectureFlags),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

// Without this trait, `swift build --disable-default-traits`, nothing needs Cairo or SDL2: what is
// left of `Drawing` and `Viewer` is empty.
let viewer = TargetDependencyCondition.when(traits: ["Viewer"])

// The arrows between modules. Each line may name only targets above it.
let package = Package(
  name: "fledge",
  products: [
    .executable(name: "fledge", targets: ["fledge"]),
    .executable(name: "benchmarks", targets: ["benchmarks"]),
  ],
  traits: [
    .trait(name: "Viewer", description: "Pictures, films and the window, with Cairo and SDL2."),
    .default(enabledTraits: ["Viewer"]),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    // Without `pkgConfig`: SwiftPM warns about one of the flags, and none is needed.
    .systemLibrary(name: "CSDL2", providers: [.apt(["libsdl2-dev"])]),
    .systemLibrary(name: "CLanes"),
    .target(name: "Tensors", dependencies: ["CLanes", "COpenBLAS"]),
    .target(name: "Gym", dependencies: ["Tensors"]),
    .target(name: "Networks", dependencies: ["Tensors"]),
    .target(
      name: "Environments", dependencies: ["Gym", "Tensors"], path: "Environments",
      exclude: [
        "PointRobot/PointRobot.md", "Bandit/Bandit.md", "CartPole/CartPole.md",
        "TabularMDP/TabularMDP.md",
      ], resources: [.embedInCode("anchors.json")]),
    .target(name: "MetaLearning", dependencies: ["Networks", "Gym", "Tensors"]),
    .target(name: "Scoring", dependencies: ["MetaLearning", "Gym", "Tensors"]),
    .target(name: "Recording", dependencies: ["Networks", "Gym", "Tensors"]),
    .target(
      name: "Drawing", dependencies: ["Gym", .target(name: "CCairo", condition: viewer)]),
    .target(
      name: "Viewer",
      dependencies: [
        "Drawing", "Recording", "Scoring", "MetaLearning", "Gym", "Tensors",
        .target(name: "CSDL2", condition: viewer),
      ]),
    .target(name: "Arguments"),
    .executableTarget(
      name: "fledge",
      dependencies: [
        "Arguments", "Recording", "Scoring", "MetaLearning", "Networks", "Environments", "Gym",
        "Tensors", "Drawing", "Viewer",
      ]),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "Arguments", "MetaLearning", "Networks", "Environments", "Gym", "Tensors",
      ]),

    .target(name: "TestSupport", dependencies: ["Tensors"], path: "Tests/TestSupport"),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors", "TestSupport"]),
    .testTarget(name: "GymTests", dependencies: ["Gym", "Tensors", "TestSupport"]),
    .testTarget(name: "NetworksTests", dependencies: ["Networks", "Tensors", "TestSupport"]),
    .testTarget(
      name: "EnvironmentsTests", dependencies: ["Environments", "Gym", "Tensors", "TestSupport"]),
    .testTarget(
      name: "MetaLearningTests",
      dependencies: [
        "MetaLearning", "Networks", "Environments", "Gym", "Tensors", "TestSupport",
      ]),
    .testTarget(
      name: "ScoringTests",
      dependencies: [
        "Scoring", "MetaLearning", "Networks", "Environments", "Gym", "Tensors", "TestSupport",
      ]),
    .testTarget(
      name: "RecordingTests",
      dependencies: ["Recording", "Networks", "Gym", "Tensors", "TestSupport"]),
    .testTarget(
      name: "DrawingTests",
      dependencies: ["Drawing", "Environments", "Gym", "Tensors", "TestSupport"]),
    .testTarget(
      name: "ViewerTests",
      dependencies: [
        "Viewer", "Drawing", "Recording", "Scoring", "MetaLearning", "Environments", "Gym",
        "Tensors", "TestSupport", .target(name: "CSDL2", condition: viewer),
      ]),
    .testTarget(name: "ArgumentsTests", dependencies: ["Arguments"]),
    .testTarget(
      name: "fledgeTests",
      dependencies: [
        "fledge", "benchmarks", "Recording", "Networks", "Gym", "Tensors", "TestSupport",
      ]),
  ]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = settings
}

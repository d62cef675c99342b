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

var settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// What arithmetic on lanes and generic code over both precisions needs. The other modules are compiled
// without it, which is faster.
let fast: [SwiftSetting] = [
  .unsafeFlags(architectureFlags),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]
let plainModules: Set = [
  "Wording", "Arguments", "Recording", "Drawing", "Viewer", "Application", "fledge",
]

// Tests call optimised modules. To optimise the tests themselves would take four times as long to compile,
// mostly for training and stepping that they specialise, and save a fifth of the time they run.
let testing: [SwiftSetting] = [
  .unsafeFlags(architectureFlags),
  .unsafeFlags(["-Onone"], .when(configuration: .release)),
]

// A half-written edit may have warnings while its tests run; a change that is handed in has none.
if Context.environment["CI"] != nil {
  settings.append(.treatAllWarnings(as: .error))
}

// Without this trait, `swift build --disable-default-traits`, nothing needs Cairo or SDL2: what is
// left of `Drawing` and `Viewer` is empty.
let viewer = TargetDependencyCondition.when(traits: ["Viewer"])

// The arrows between modules. Each line may name only targets above it.
let package = Package(
  name: "fledge",
  products: [
    .executable(name: "fledge", targets: ["fledge"]),
    .executable(name: "benchmarks", targets: ["benchmarks"]),
    .executable(name: "studies", targets: ["studies"]),
    // Environments alone, without matrices: a dynamic library of Swift modules, and one of C functions, which
    // programs in other languages can load.
    .library(name: "FledgeEnvironments", type: .dynamic, targets: ["Gym", "Environments"]),
    .library(name: "FledgeC", type: .dynamic, targets: ["FledgeC"]),
  ]
    + [
      "Numerics", "Wording", "Tensors", "Gym", "Environments", "Networks", "MetaLearning",
      "Scoring", "Probes", "Recording",
    ].map { .library(name: $0, targets: [$0]) },
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
    .systemLibrary(name: "CFledge"),
    .systemLibrary(name: "CLanes"),
    .systemLibrary(name: "CThreads"),
    .target(name: "Numerics", dependencies: ["CLanes", "CThreads"]),
    .target(name: "Wording"),
    .target(name: "Tensors", dependencies: ["Numerics", "COpenBLAS"]),
    .target(name: "Gym", dependencies: ["Numerics", "Wording"]),
    .target(name: "Networks", dependencies: ["Tensors", "Numerics"]),
    .target(
      name: "Environments", dependencies: ["Gym", "Numerics", "Wording"], path: "Environments",
      exclude: [
        "PointRobot/PointRobot.md", "Bandit/Bandit.md", "CartPole/CartPole.md",
        "TabularMDP/TabularMDP.md",
      ], resources: [.embedInCode("anchors.json")]),
    .target(name: "Scoring", dependencies: ["Gym", "Numerics", "Wording"]),
    .target(
      name: "MetaLearning", dependencies: ["Networks", "Gym", "Tensors", "Numerics", "Wording"]),
    .target(name: "Probes", dependencies: ["Scoring", "Gym", "Tensors", "Numerics", "Wording"]),
    .target(name: "Recording", dependencies: ["Gym", "Numerics", "Wording"]),
    .target(
      name: "Drawing", dependencies: ["Gym", "Wording", .target(name: "CCairo", condition: viewer)]),
    .target(
      name: "FledgeC",
      dependencies: [
        "Environments", "Scoring", "Gym", "Numerics", "CFledge",
        .target(name: "Drawing", condition: viewer),
      ]),
    .target(
      name: "Viewer",
      dependencies: [
        "Drawing", "Recording", "Scoring", "MetaLearning", "Gym", "Numerics", "Wording",
        .target(name: "CSDL2", condition: viewer),
      ]),
    .target(name: "Arguments", dependencies: ["Wording"]),
    .target(
      name: "Application",
      dependencies: [
        "Arguments", "Recording", "Probes", "Scoring", "MetaLearning", "Networks", "Environments",
        "Gym", "Tensors", "Numerics", "Wording", "Drawing", "Viewer",
      ]),
    .executableTarget(
      name: "fledge", dependencies: ["Application", "Arguments", "MetaLearning"]),
    .target(name: "Measuring"),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "Measuring", "Arguments", "MetaLearning", "Networks", "Environments", "Gym", "Tensors",
        "Numerics", "Wording", "Drawing",
      ]),
    .executableTarget(
      name: "studies",
      dependencies: [
        "Measuring", "Application", "Arguments", "MetaLearning", "Networks", "Environments", "Gym",
        "Tensors", "Numerics", "Wording",
      ]),

    .target(name: "TestSupport", dependencies: ["Tensors", "Numerics"], path: "Tests/TestSupport"),
    .testTarget(name: "NumericsTests", dependencies: ["Numerics", "Tensors", "TestSupport"]),
    .testTarget(name: "WordingTests", dependencies: ["Wording"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors", "Numerics", "TestSupport"]),
    .testTarget(name: "GymTests", dependencies: ["Gym", "Numerics", "Wording", "TestSupport"]),
    .testTarget(
      name: "NetworksTests", dependencies: ["Networks", "Tensors", "Numerics", "TestSupport"]),
    .testTarget(
      name: "EnvironmentsTests",
      dependencies: ["Environments", "Gym", "Numerics", "Wording", "TestSupport"]),
    .testTarget(
      name: "FledgeCTests",
      dependencies: [
        "FledgeC", "CFledge", "Environments", "Scoring", "Gym", "Numerics",
        .target(name: "Drawing", condition: viewer),
      ]),
    .testTarget(
      name: "MetaLearningTests",
      dependencies: [
        "MetaLearning", "Networks", "Environments", "Gym", "Tensors", "Numerics", "TestSupport",
      ]),
    .testTarget(
      name: "ScoringTests",
      dependencies: [
        "Scoring", "MetaLearning", "Networks", "Environments", "Gym", "Numerics", "TestSupport",
      ]),
    .testTarget(
      name: "ProbesTests",
      dependencies: ["Probes", "Scoring", "Environments", "Gym", "Numerics", "TestSupport"]),
    .testTarget(
      name: "RecordingTests",
      dependencies: ["Recording", "Gym", "Numerics", "TestSupport"]),
    .testTarget(
      name: "DrawingTests",
      dependencies: ["Drawing", "Environments", "Gym", "Numerics", "Wording", "TestSupport"]),
    .testTarget(
      name: "ViewerTests",
      dependencies: [
        "Viewer", "Drawing", "Recording", "Scoring", "MetaLearning", "Environments", "Gym",
        "Numerics", "TestSupport", .target(name: "CSDL2", condition: viewer),
      ]),
    .testTarget(name: "ArgumentsTests", dependencies: ["Arguments"]),
    .testTarget(
      name: "ApplicationTests",
      dependencies: [
        "Application", "Arguments", "Recording", "Scoring", "MetaLearning", "Networks",
        "Environments", "Gym", "Numerics", "Wording", "TestSupport", "Viewer",
      ]),
    .testTarget(
      name: "fledgeTests",
      dependencies: [
        "fledge", "MetaLearning", "Recording", "Networks", "Gym", "Numerics", "Wording",
        "TestSupport",
      ]),
    .testTarget(name: "MeasuringTests", dependencies: ["Measuring"]),
    .testTarget(name: "BenchmarksTests", dependencies: ["benchmarks", "fledge", "TestSupport"]),
    .testTarget(name: "StudiesTests", dependencies: ["studies", "fledge", "TestSupport"]),
  ]
)

for target in package.targets where target.type != .system {
  let own: [SwiftSetting]
  switch target.type {
  case .test: own = testing
  case _ where plainModules.contains(target.name): own = []
  // Other modules use nothing of a program, or of the functions for C.
  case _ where target.name == "FledgeC": own = [.unsafeFlags(architectureFlags)]
  case .executable: own = [.unsafeFlags(architectureFlags)]
  default: own = fast
  }
  target.swiftSettings = settings + own
}

// `make quick MODULE=Gym`: only the tests of one module and what they need.
if let module = Context.environment["FLEDGE_MODULE"] {
  var kept: Set<String> = []
  func keep(_ name: String) {
    guard kept.insert(name).inserted,
      let target = package.targets.first(where: { $0.name == name })
    else { return }
    for dependency in target.dependencies {
      switch dependency {
      case .targetItem(let name, _), .byNameItem(let name, _): keep(name)
      default: break
      }
    }
  }
  keep("\(module)Tests")
  package.targets.removeAll { !kept.contains($0.name) }
  package.products = []
}

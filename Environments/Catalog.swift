public import Gym

/// All task distributions, in the order `fledge list` shows them.
public enum Catalog {
  /// One line for each distribution.
  public static let entries: [CatalogEntry] = [
    CatalogEntry("point-robot", "goals") { _ in PointRobot.goals() },
    CatalogEntry(
      "point-robot", "half-circle", options: [RobotReward.option], HalfCircleRobot.halfCircle),
    CatalogEntry("point-robot", "winds") { _ in WindyRobot.winds() },
    CatalogEntry("point-robot", "corners", options: [RobotReward.option], CornerRobot.corners),
    CatalogEntry("bandit", "bernoulli", options: [Bandit.arms, Bandit.pulls], Bandit.bernoulli),
    CatalogEntry(
      "bandit", "gaussian", options: [Bandit.arms, Bandit.pulls], GaussianBandit.gaussian),
    CatalogEntry("bandit", "two-armed", options: [Bandit.pulls], Bandit.twoArmed),
    CatalogEntry(
      "bandit", "one-good-arm", options: [Bandit.arms, Bandit.pulls], Bandit.oneGoodArm),
    CatalogEntry(
      "bandit", "contextual", options: [Bandit.arms, Bandit.pulls], ContextualBandit.contextual),
    CatalogEntry("cart-pole", "physics") { _ in CartPole.physics() },
    CatalogEntry("cart-pole", "reversed") { _ in CartPole.reversed() },
    CatalogEntry("cart-pole", "target") { _ in CartPoleTarget.target() },
    CatalogEntry("cart-pole", "swing-up") { _ in CartPoleSwingUp.swingUp() },
    CatalogEntry("cart-pole", "continuous") { _ in CartPoleContinuous.continuous() },
    CatalogEntry("tabular-mdp", "dirichlet") { _ in TabularMDP.dirichlet() },
  ]

  /// The names of all environments, each once, in the order of `entries`.
  public static var environmentNames: [String] {
    entries.map(\.environment).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  /// Finds a distribution and makes it with the given options.
  ///
  ///     try Catalog.distribution(named: "bandit/bernoulli", options: ["arms": "10"])
  ///
  /// - Parameters:
  ///   - fullName: Environment and distribution, with a slash between them.
  ///   - options: Settings of the environment as typed; what is missing has its default.
  /// - Returns: The distribution.
  /// - Throws: `CatalogError` if there is no such environment, distribution or option, or if an
  ///   option's value is not a whole number it may have.
  public static func distribution(
    named fullName: String, options: [String: String] = [:]
  ) throws(CatalogError) -> TaskDistribution {
    let entry = try entry(named: fullName)
    return entry.make(try OptionValues(parsing: options, of: entry))
  }

  /// Rebuilds the distribution that gave a record, with its options and ranges.
  ///
  /// - Parameter record: What `TaskDistribution.record` gave, perhaps read from a file.
  /// - Returns: A distribution with the same tasks.
  /// - Throws: `CatalogError` if the record names an environment, distribution or option that does
  ///   not exist or an option's value that is not supported; `TaskDistributionError` if its regions
  ///   do not fit the environment or make no sense.
  public static func distribution(
    from record: TaskDistributionRecord
  ) throws -> TaskDistribution {
    let fullName = record.environment + "/" + record.distribution
    let options = try entry(named: fullName).options
    let texts = record.options.map { name, value in
      (name, options.first { $0.name == name }?.text(of: value) ?? String(value))
    }
    var distribution = try distribution(
      named: fullName, options: Dictionary(uniqueKeysWithValues: texts))
    try distribution.restoreRegions(from: record)
    return distribution
  }

  /// Finds the line of a distribution.
  ///
  /// - Parameter fullName: Environment and distribution, with a slash between them.
  /// - Returns: The entry.
  /// - Throws: `CatalogError` if there is no such environment or distribution.
  public static func entry(named fullName: String) throws(CatalogError) -> CatalogEntry {
    if let entry = entries.first(where: { $0.fullName == fullName }) { return entry }
    let parts = fullName.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let environment = String(parts[0])
    let siblings = entries.filter { $0.environment == environment }
    guard !siblings.isEmpty else {
      throw .noSuchEnvironment(name: environment, known: environmentNames)
    }
    guard parts.count == 2 else {
      throw .missingDistribution(environment: environment, known: siblings.map(\.fullName))
    }
    throw .noSuchDistribution(
      name: String(parts[1]), environment: environment, known: siblings.map(\.distribution))
  }
}

/// One distribution of the catalog: its name, its options, and how to make it.
public struct CatalogEntry: Sendable {
  /// The name before the slash.
  public let environment: String
  /// The name after the slash.
  public let distribution: String
  /// The whole-number settings of the environment.
  public let options: [EnvironmentOption]
  let make: @Sendable (OptionValues) -> TaskDistribution

  /// The full name, for instance "point-robot/goals".
  public var fullName: String { environment + "/" + distribution }

  init(
    _ environment: String, _ distribution: String, options: [EnvironmentOption] = [],
    _ make: @escaping @Sendable (OptionValues) -> TaskDistribution
  ) {
    self.environment = environment
    self.distribution = distribution
    self.options = options
    self.make = make
  }
}

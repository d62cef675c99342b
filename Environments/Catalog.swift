public import Gym

/// All task distributions, in the order `fledge list` shows them.
public enum Catalog {
  /// One line for each distribution.
  public static let entries: [CatalogEntry] = [
    CatalogEntry("point-robot", "goals") { _ in PointRobot.goals() },
    CatalogEntry("bandit", "bernoulli", options: [Bandit.arms, Bandit.pulls], Bandit.bernoulli),
    CatalogEntry("cart-pole", "physics") { _ in CartPole.physics() },
    CatalogEntry("cart-pole", "reversed") { _ in CartPole.reversed() },
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
    var distribution = try distribution(
      named: record.environment + "/" + record.distribution,
      options: record.options.mapValues { String($0) })
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

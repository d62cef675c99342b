private import FoundationEssentials
public import Gym

/// The levels of one distribution, as `anchors.json` has them.
public struct DistributionAnchors: Codable, Equatable, Sendable {
  /// The version of the distribution they were measured on.
  public var version: Int
  /// The options of the environment they were measured with.
  public var options: [String: Int]
  /// The levels on tasks of the ranges of training.
  public var test: Anchors
  /// The levels on shifted tasks, where there are any.
  public var shifted: Anchors?

  /// Creates the levels of a distribution.
  public init(
    version: Int, options: [String: Int], test: Anchors, shifted: Anchors?
  ) {
    self.version = version
    self.options = options
    self.test = test
    self.shifted = shifted
  }
}

extension Catalog {
  /// What `make anchors` measured, by full name; the file is compiled into this library.
  public static let anchorsByDistribution: [String: DistributionAnchors] = {
    let data = Data(PackageResources.anchors_json)
    do {
      return try JSONDecoder().decode([String: DistributionAnchors].self, from: data)
    } catch {
      preconditionFailure("Environments/anchors.json is damaged: \(error)")
    }
  }()

  /// The known levels of a distribution of the catalog with the ranges and options it has by itself.
  ///
  /// - Parameters:
  ///   - distribution: Any distribution.
  ///   - split: Which tasks; `train` has the levels of `test`, which has the same ranges.
  /// - Returns: The levels, or `nil` where none have been measured: on a distribution that was
  ///   changed, or a version that is newer than the file.
  public static func anchors(
    of distribution: TaskDistribution, _ split: Split
  ) -> Anchors? {
    guard let known = anchorsByDistribution[distribution.fullName],
      known.version == distribution.version, known.options == distribution.options,
      let original = try? self.distribution(named: distribution.fullName),
      original.regions == distribution.regions
    else { return nil }
    return split == .shifted ? known.shifted : known.test
  }
}

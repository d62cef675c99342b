import Gym

extension CartPole {
  /// Pole mass, pole length and force vary; one good controller masters all of `train`.
  ///
  /// - Source: Packer et al. 2018, "Assessing generalization in deep reinforcement learning".
  static func physics() -> TaskDistribution {
    TaskDistribution(
      name: "physics",
      summary: "Force, pole length and pole mass vary; one robust policy can master them all.",
      environment: CartPole(),
      train: region(regular, forceSign: .fixed(1)),
      shifted: region(extreme, forceSign: .fixed(1)),
      referencePlayers: players)
  }

  /// As `physics`, and half the tasks push the other way: no policy can do well without adapting.
  static func reversed() -> TaskDistribution {
    let eitherSign = ParameterValues.choices([-1, 1])
    return TaskDistribution(
      name: "reversed",
      summary: "As physics, and on half the tasks a push goes the other way: one has to find out.",
      environment: CartPole(),
      train: region(regular, forceSign: eitherSign),
      shifted: region(extreme, forceSign: eitherSign),
      referencePlayers: players)
  }

  /// The ranges called R by Packer et al.
  private static let regular = Ranges(
    poleMass: .uniform(0.05...0.5),
    poleHalfLength: .uniform(0.25...0.75),
    forceMagnitude: .uniform(5...15))

  /// The ranges called E by Packer et al.: on both sides of R.
  private static let extreme = Ranges(
    poleMass: .intervals([0.01...0.05, 0.5...1]),
    poleHalfLength: .intervals([0.05...0.25, 0.75...1]),
    forceMagnitude: .intervals([1...5, 15...20]))

  private struct Ranges {
    var poleMass: ParameterValues
    var poleHalfLength: ParameterValues
    var forceMagnitude: ParameterValues
  }

  private static func region(_ ranges: Ranges, forceSign: ParameterValues) -> TaskRegion {
    TaskRegion([
      .fixed(9.8), .fixed(1), ranges.poleMass, ranges.poleHalfLength, ranges.forceMagnitude,
      forceSign,
    ])
  }

  private static let players = ReferencePlayers(
    blind: { PolePlayer.blind },
    oracle: { parameters in PolePlayer(knowing: CartPole().makeTask(parameters)) })
}

import Gym

extension CartPole {
  /// Pole mass, pole length and force vary; one good controller masters all of `train`.
  ///
  /// - Source: Packer et al. 2018, "Assessing generalization in deep reinforcement learning",
  ///   <https://arxiv.org/abs/1810.12282>.
  static func physics() -> TaskDistribution {
    TaskDistribution(
      name: "physics",
      version: 2,
      summary: "Force, pole length and pole mass vary; one robust policy can master them all.",
      environment: CartPole(),
      train: region(.regular, forceSign: .fixed(1)),
      shifted: region(.extreme, forceSign: .fixed(1)),
      referenceAgents: players)
  }

  /// As `physics`, and half the tasks push the other way: no policy can do well without adapting.
  static func reversed() -> TaskDistribution {
    let eitherSign = ParameterValues.choices([-1, 1])
    return TaskDistribution(
      name: "reversed",
      version: 2,
      summary: "As physics, and on half the tasks a push goes the other way: one has to find out.",
      environment: CartPole(),
      train: region(.regular, forceSign: eitherSign),
      shifted: region(.extreme, forceSign: eitherSign),
      referenceAgents: players)
  }

  private static let players = ReferenceAgents(
    blind: { PoleAgent.blind },
    oracle: { parameters in PoleAgent(knowing: CartPole().makeTask(parameters)) })
}

extension CartPoleTarget {
  /// Gymnasium's cart-pole, paid for being near a place that only the rewards tell.
  static func target() -> TaskDistribution {
    TaskDistribution(
      name: "target",
      summary: "The pole has to be balanced at a place that only the rewards tell.",
      environment: CartPoleTarget(),
      train: region(.uniform(-1.5...1.5)),
      shifted: region(.intervals([-2...(-1.5), 1.5...2])),
      referenceAgents: ReferenceAgents(
        blind: { TravellingPoleAgent(destination: 0, forceSign: 1) },
        oracle: { parameters in
          TravellingPoleAgent(knowing: CartPoleTarget().makeTask(parameters))
        }))
  }

  private static func region(_ target: ParameterValues) -> TaskRegion {
    TaskRegion(
      CartPole.region(.standard, forceSign: .fixed(1)).values + [target])
  }
}

extension CartPoleContinuous {
  /// As `reversed`, with a push of any strength.
  static func continuous() -> TaskDistribution {
    let eitherSign = ParameterValues.choices([-1, 1])
    return TaskDistribution(
      name: "continuous",
      summary: "As reversed, and the push can have any strength up to the force.",
      environment: CartPoleContinuous(),
      train: CartPole.region(.regular, forceSign: eitherSign),
      shifted: CartPole.region(.extreme, forceSign: eitherSign),
      referenceAgents: ReferenceAgents(
        blind: { ProportionalPoleAgent(rule: .blind) },
        oracle: { parameters in
          let task = CartPoleContinuous().makeTask(parameters)
          return ProportionalPoleAgent(rule: PoleAgent(knowing: task))
        }))
  }
}

extension CartPoleSwingUp {
  /// How high and how near the middle the pole has to be held varies, and force and length.
  ///
  /// - Source: Osband et al. 2020, "Behaviour suite for reinforcement learning",
  ///   <https://arxiv.org/abs/1908.03568>; forces and lengths from Packer et al. 2018.
  static func swingUp() -> TaskDistribution {
    let difficulties = ParameterValues.choices((0..<20).map { Float($0) / 20 })
    func region(_ ranges: CartPole.Ranges) -> TaskRegion {
      var ranges = ranges
      ranges.poleMass = CartPole.Ranges.standard.poleMass
      return TaskRegion(
        CartPole.region(ranges, forceSign: .fixed(1)).values + [difficulties])
    }
    return TaskDistribution(
      name: "swing-up",
      summary: "Swing the pole up and hold it, by pushes that cost; force, length and what is"
        + " asked vary.",
      environment: CartPoleSwingUp(),
      train: region(.regular),
      shifted: region(.extreme),
      referenceAgents: ReferenceAgents(
        blind: { SwingUpAgent.blind },
        oracle: { parameters in
          PlanningSwingUpAgent(knowing: CartPoleSwingUp().makeTask(parameters))
        }))
  }
}

extension CartPole {
  /// The values of the parameters that `physics` varies.
  struct Ranges {
    var poleMass: ParameterValues
    var poleHalfLength: ParameterValues
    var forceMagnitude: ParameterValues

    /// Gymnasium's values.
    static let standard = Ranges(
      poleMass: .fixed(0.1), poleHalfLength: .fixed(0.5), forceMagnitude: .fixed(10))

    /// The ranges called R by Packer et al.
    static let regular = Ranges(
      poleMass: .uniform(0.05...0.5),
      poleHalfLength: .uniform(0.25...0.75),
      forceMagnitude: .uniform(5...15))

    /// The ranges called E by Packer et al.: on both sides of R.
    static let extreme = Ranges(
      poleMass: .intervals([0.01...0.05, 0.5...1]),
      poleHalfLength: .intervals([0.05...0.25, 0.75...1]),
      forceMagnitude: .intervals([1...5, 15...20]))
  }

  /// Values for the six parameters that all kinds of cart-pole have.
  static func region(_ ranges: Ranges, forceSign: ParameterValues) -> TaskRegion {
    TaskRegion([
      .fixed(9.8), .fixed(1), ranges.poleMass, ranges.poleHalfLength, ranges.forceMagnitude,
      forceSign,
    ])
  }
}

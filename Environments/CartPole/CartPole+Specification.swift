public import Gym

extension CartPole {
  /// Four numbers seen, one of two pushes chosen, at most 500 steps.
  public var specification: EnvironmentSpecification { Self.cartPole }

  private static let cartPole = EnvironmentSpecification(
    name: "cart-pole", observationSpace: motionSpace, actionSpace: .discrete(count: 2),
    horizon: 500, secondsPerStep: 0.02,
    parameters: physicalParameters(right: "action 1 pushes"), resetNoiseCount: 4,
    words: EnvironmentWords(
      summary: "A pole on a cart that is pushed left or right to keep the pole upright.",
      observation: observedMotion, action: twoPushes,
      reward: "1 for each step, the last one included.", endOfEpisode: fallenOrOff))
}

extension CartPoleTarget {
  /// As cart-pole, with a seventh parameter.
  public var specification: EnvironmentSpecification { Self.cartPoleTarget }

  private static let cartPoleTarget = EnvironmentSpecification(
    name: "cart-pole", observationSpace: CartPole.motionSpace, actionSpace: .discrete(count: 2),
    horizon: 500, secondsPerStep: 0.02,
    parameters: CartPole.physicalParameters(right: "action 1 pushes") + [
      TaskParameter(
        name: "targetPosition", meaning: "where the cart is paid most for being", unit: "m",
        defaultValue: 1, legalRange: -CartPole.positionLimit...CartPole.positionLimit)
    ],
    resetNoiseCount: 4,
    words: EnvironmentWords(
      summary: "A pole on a cart that has to find the place where balancing is paid for.",
      observation: CartPole.observedMotion, action: CartPole.twoPushes,
      reward: "1 at the target, less for each metre away from it and 0 from one metre on;"
        + " 0 for the step that ends the episode.",
      endOfEpisode: CartPole.fallenOrOff))
}

extension CartPoleContinuous {
  /// As cart-pole, with a push of any strength.
  public var specification: EnvironmentSpecification { Self.cartPoleContinuous }

  private static let cartPoleContinuous = EnvironmentSpecification(
    name: "cart-pole", observationSpace: CartPole.motionSpace,
    actionSpace: .box(low: [-1], high: [1]), horizon: 500, secondsPerStep: 0.02,
    parameters: CartPole.physicalParameters(right: "a positive action pushes"), resetNoiseCount: 4,
    words: EnvironmentWords(
      summary: "A pole on a cart that is pushed as hard as one likes to keep the pole upright.",
      observation: CartPole.observedMotion,
      action: "The part of forceMagnitude to push with, to the right if positive; the other way"
        + " round if forceSign is -1. Numbers beyond -1 and 1 count as these.",
      reward: "1 for each step, the last one included.", endOfEpisode: CartPole.fallenOrOff))
}

extension CartPoleSwingUp {
  /// Eight numbers seen, one of three pushes chosen, at most 1,000 steps.
  public var specification: EnvironmentSpecification { Self.cartPoleSwingUp }

  private static let cartPoleSwingUp = EnvironmentSpecification(
    name: "cart-pole",
    observationSpace: .box(
      low: Array(repeating: -.infinity, count: 8), high: Array(repeating: .infinity, count: 8)),
    actionSpace: .discrete(count: 3), horizon: 1_000, secondsPerStep: 0.01,
    stateNames: CartPole.observedMotion.map(\.name) + ["time"],
    parameters: CartPole.physicalParameters(right: "action 2 pushes") + [
      TaskParameter(
        name: "difficulty",
        meaning: "cosine the angle has to exceed, and what is missing from a reach of 1 m",
        defaultValue: 0.5, legalRange: 0...0.95)
    ],
    resetNoiseCount: 4,
    words: EnvironmentWords(
      summary: "A pole that hangs from a cart and is to be swung up and held there.",
      observation: [
        .init(name: "position", meaning: "where the cart is on its track", unit: "3 m"),
        .init(name: "velocity", meaning: "how fast the cart moves", unit: "3 m/s"),
        .init(name: "sine", meaning: "sine of the angle to the right from upright"),
        .init(name: "cosine", meaning: "cosine of that angle: the height of the pole"),
        .init(name: "angularVelocity", meaning: "how fast the pole turns", unit: "rad/s"),
        .init(name: "time", meaning: "since the episode began", unit: "10 s"),
        .init(name: "isWithinReach", meaning: "1 if the cart is within reach, else -1"),
        .init(name: "isSlow", meaning: "1 if the pole turns slower than 1 rad/s, else -1"),
      ],
      action: "0 pushes the cart left, 1 lets it roll, 2 pushes it right; the other way round if"
        + " forceSign is -1.",
      reward: "1 if the cosine of the angle exceeds the difficulty, the pole turns slower than"
        + " 1 rad/s and the cart is within reach; and -0.1 for a push.",
      endOfEpisode: "Ends when the cart is more than 3 m from the middle, or after 1,000 steps."))
}

// Words that several kinds of cart-pole share.
extension CartPole {
  static let motionSpace = Space.box(
    low: Array(repeating: -.infinity, count: 4), high: Array(repeating: .infinity, count: 4))

  static let observedMotion: [ObservedQuantity] = [
    .init(name: "position", meaning: "where the cart is on its track", unit: "m"),
    .init(name: "velocity", meaning: "how fast the cart moves", unit: "m/s"),
    .init(name: "angle", meaning: "how far the pole leans to the right", unit: "rad"),
    .init(name: "angularVelocity", meaning: "how fast the pole turns", unit: "rad/s"),
  ]

  static let twoPushes =
    "0 pushes the cart left, 1 pushes it right; the other way round if forceSign is -1."

  static let fallenOrOff =
    "Ends when the pole leans more than 12 degrees or the cart is more than 2.4 m"
    + " from the middle, or after 500 steps."

  /// The six parameters of `Task`, in order; `right` says what pushes to the right.
  static func physicalParameters(right: String) -> [TaskParameter] {
    [
      TaskParameter(
        name: "gravity", meaning: "acceleration of falling bodies", unit: "m/s^2",
        defaultValue: 9.8, legalRange: 0...100),
      TaskParameter(
        name: "cartMass", meaning: "mass of the cart", unit: "kg", defaultValue: 1,
        legalRange: 0.01...100),
      TaskParameter(
        name: "poleMass", meaning: "mass of the pole", unit: "kg", defaultValue: 0.1,
        legalRange: 0.001...100),
      TaskParameter(
        name: "poleHalfLength", meaning: "half the length of the pole", unit: "m",
        defaultValue: 0.5, legalRange: 0.01...10),
      TaskParameter(
        name: "forceMagnitude", meaning: "strength of a push", unit: "N", defaultValue: 10,
        legalRange: 0...1_000),
      TaskParameter(
        name: "forceSign", meaning: "1 if \(right) right, -1 if it pushes left",
        defaultValue: 1, legalRange: -1...1, legalChoices: [-1, 1]),
    ]
  }
}

public import Gym

extension CartPole {
  /// Four numbers seen, one of two pushes chosen, at most 500 steps.
  public var specification: EnvironmentSpecification { Self.cartPole }

  private static let cartPole = EnvironmentSpecification(
    name: "cart-pole",
    observationSpace: .box(
      low: Array(repeating: -.infinity, count: 4), high: Array(repeating: .infinity, count: 4)),
    actionSpace: .discrete(count: 2),
    horizon: 500,
    parameters: [
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
        name: "forceSign", meaning: "1 if action 1 pushes right, -1 if it pushes left",
        defaultValue: 1, legalRange: -1...1, legalChoices: [-1, 1]),
    ],
    resetNoiseCount: 4,
    words: EnvironmentWords(
      summary: "A pole on a cart that is pushed left or right to keep the pole upright.",
      observation: [
        .init(name: "position", meaning: "where the cart is on its track", unit: "m"),
        .init(name: "velocity", meaning: "how fast the cart moves", unit: "m/s"),
        .init(name: "angle", meaning: "how far the pole leans to the right", unit: "rad"),
        .init(name: "angularVelocity", meaning: "how fast the pole turns", unit: "rad/s"),
      ],
      action: "0 pushes the cart left, 1 pushes it right; the other way round if forceSign is -1.",
      reward: "1 for each step, the last one included.",
      endOfEpisode: "Ends when the pole leans more than 12 degrees or the cart is more than 2.4 m"
        + " from the middle, or after 500 steps."))
}

import Gym
import MetaLearning
import Networks
import TestSupport
import Testing

struct LinearBaselineTests {
  /// The obvious version of the features of one step: o, o², t/100, (t/100)², (t/100)³ and 1.
  private func features(observation: some Sequence<Float>, step: Int) -> [Double] {
    let time = Double(step) / 100
    let values = observation.map(Double.init)
    return values + values.map { $0 * $0 } + [time, time * time, time * time * time, 1]
  }

  @Test func `has the features of the field's implementations`() {
    let features = features(observation: [0.2, -0.3], step: 3)
    // The observation is a Float: 0.2 has an error of 3e-9.
    expectClose(
      features, [0.2, -0.3, 0.04, 0.09, 0.03, 0.0009, 2.7e-5, 1], within: .absolute(2e-8))
  }

  struct GoldenCase: Decodable {
    var observationSize: Int
    var observations: [Float]
    var rewards: [Float]
    var offsets: [Int]
    var discount: Double
    var lambda: Double
    var returns: [Double]
    var fittedValues: [Double]
    var advantages: [Double]
    var normalizedAdvantages: [Double]

    var rollouts: Rollouts {
      var result = Rollouts(observationSize: observationSize, actionSize: 1)
      result.observations = observations
      result.actions = rewards.map { _ in 0 }
      result.rewards = rewards
      result.offsets = offsets
      result.isTerminated = offsets.dropFirst().map { _ in false }
      result.finalObservations = Array(
        repeating: 0, count: observationSize * (offsets.count - 1))
      return result
    }
  }

  @Test func `returns, fit and advantages of ragged episodes equal NumPy's`() throws {
    let cases = try golden("metalearning_baseline.json", as: [GoldenCase].self)
    #expect(cases.count >= 4)
    for test in cases {
      let episodes = (1..<test.offsets.count).map { test.offsets[$0 - 1]..<test.offsets[$0] }
      let rewards = test.rewards.map(Double.init)
      let returns = episodes.flatMap {
        discountedReturns(rewards: rewards[$0], discount: test.discount)
      }
      expectClose(returns, test.returns, within: .relative(1e-12, floor: 1e-12), "returns")
      // NumPy solves the normal equations by elimination, not by Cholesky's method; they are
      // conditioned like 1e9.
      let tolerance = Tolerance.relative(1e-6, floor: 1e-7)
      expectClose(
        LinearBaseline.fittedValues(of: test.rollouts, returns: returns), test.fittedValues,
        within: tolerance, "fit")
      for (isNormalized, expected) in [
        (false, test.advantages), (true, test.normalizedAdvantages),
      ] {
        let batch = PolicyBatch<Double>(
          test.rollouts, actionKind: .continuous(size: 1),
          options: AdvantageSettings(
            discount: test.discount, lambda: test.lambda, isNormalized: isNormalized))
        expectClose(batch.advantages, expected, within: tolerance, "advantages")
      }
    }
  }

  private func meanSquare(_ values: [Double], _ returns: [Double]) -> Double {
    zip(values, returns).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(values.count)
  }

  @Test func `fitting leaves less error than the mean and than nothing`() {
    let rollouts = Rollouts.ragged(lengths: [30, 7, 21, 12])
    let returns = (0..<70).map { row in
      2 + Double(rollouts.observations[2 * row]) + Double(row % 5) / 5
    }
    let mean = returns.reduce(0, +) / 70
    let fit = meanSquare(LinearBaseline.fittedValues(of: rollouts, returns: returns), returns)
    #expect(fit < 0.5 * meanSquare(returns.map { _ in mean }, returns))
    #expect(fit < 0.5 * meanSquare(returns.map { _ in 0 }, returns))
  }

  @Test func `returns that are linear in the features are recovered`() {
    let rollouts = Rollouts.ragged(lengths: [40, 25, 33])
    let weights = [0.5, -1, 0.3, 0.2, 4, -3, 2, 1]
    let returns = (0..<3).flatMap { episode in
      rollouts.rows(ofEpisode: episode).enumerated().map { step, row in
        let features = features(
          observation: rollouts.observations[2 * row..<2 * row + 2], step: step)
        return zip(features, weights).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    // The ridge of 1e-5 pulls on the cube of time, whose moment is small.
    expectClose(
      LinearBaseline.fittedValues(of: rollouts, returns: returns), returns,
      within: .absolute(2e-3))
  }

  /// A bandit: the observation is always 1, so three features are equal.
  @Test func `a constant observation and no time give the mean`() {
    var rollouts = Rollouts.ragged(lengths: [1, 1, 1, 1, 1], isDiscrete: true)
    rollouts.observations = rollouts.observations.map { _ in 1 }
    let returns = [1.0, 0, 0, 1, 1]
    expectClose(
      LinearBaseline.fittedValues(of: rollouts, returns: returns),
      [Double](repeating: 0.6, count: 5), within: .absolute(1e-5))
  }

  @Test(arguments: [0, 1, 30] as [Float])
  func `features that repeat each other still fit time`(constant: Float) {
    var rollouts = Rollouts.ragged(lengths: [40, 40])
    rollouts.observations = rollouts.observations.map { _ in constant }
    let returns = (0..<80).map { 3 - Double($0 % 40) / 10 }
    expectClose(
      LinearBaseline.fittedValues(of: rollouts, returns: returns), returns,
      within: .absolute(2e-3))
  }

  @Test(arguments: [1e4, 1e9, .infinity, .nan] as [Float])
  func `observations of any size give a prediction for every step`(size: Float) {
    var rollouts = Rollouts.ragged(lengths: [20, 11])
    rollouts.observations = rollouts.observations.map { size * (1 + $0) }
    let values = LinearBaseline.fittedValues(
      of: rollouts, returns: [Double](repeating: 1, count: 31))
    #expect(values.count == 31)
    #expect(values.allSatisfy { $0.isFinite })
  }
}

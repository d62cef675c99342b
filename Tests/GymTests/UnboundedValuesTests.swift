import Foundation
import Gym
import Numerics
import TestSupport
import Testing

/// Task parameters without bounds: normal and gamma ones.
struct UnboundedValuesTests {
  /// One number that may be anything, one that may be anything above 0.
  struct Scales: Environment {
    struct Task: Sendable {}

    struct State: LaneState {
      mutating func replace(with other: State, where mask: LaneMask) {}
    }

    let specification = EnvironmentSpecification(
      name: "scales", observationSpace: .box(low: [1], high: [1]),
      actionSpace: .discrete(count: 2), horizon: 3,
      parameters: [
        TaskParameter(
          name: "mean", meaning: "anything", defaultValue: 0,
          legalRange: -TaskParameter.unbounded...TaskParameter.unbounded),
        TaskParameter(
          name: "weight", meaning: "above 0", defaultValue: 1,
          legalRange: 1e-30...TaskParameter.unbounded),
        TaskParameter(name: "share", meaning: "bounded", defaultValue: 0, legalRange: 0...1),
      ],
      words: EnvironmentWords(
        summary: "Nothing happens.", observation: [.init(name: "one", meaning: "always 1")],
        action: "Nothing.", reward: "0.", endOfEpisode: "After 3 steps."))

    func makeTask(_ parameters: [Lanes]) -> Task { Task() }
    func reset(task: Task, noise: [Lanes]) -> State { State() }

    func step(
      _ state: inout State, actions: [Lanes], noise: [Lanes], task: Task
    ) -> StepOutcome {
      .transition(reward: Lanes())
    }

    func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
      observation[0] = Lanes(repeating: 1)
    }
  }

  static func distribution() -> TaskDistribution {
    let space = Scales().specification.actionSpace
    return TaskDistribution(
      name: "free", summary: "Anything goes.", environment: Scales(),
      train: TaskRegion([
        .normal(mean: 1, standardDeviation: 2), .gamma(shape: 0.3), .uniform(0...1),
      ]),
      referenceAgents: ReferenceAgents(
        blind: { RandomAgent(actionSpace: space) },
        oracle: { _ in RandomAgent(actionSpace: space) }))
  }

  static func values(_ index: Int, of distribution: TaskDistribution) throws -> SampleMean {
    SampleMean(
      try (0..<20_000).map {
        Double(try distribution.task(.train, index: $0, key: RandomKey(seed: 8))[index])
      })
  }

  @Test func `a normal parameter has its mean and deviation`() throws {
    let mean = try Self.values(0, of: Self.distribution())
    expectClose(mean.mean, 1, within: .standardErrors(4, of: mean.standardError))
    expectClose(mean.variance, 4, within: .absolute(4 * 4 * (2.0 / 20_000).squareRoot()))
  }

  @Test func `a gamma parameter has its shape for mean and variance`() throws {
    let mean = try Self.values(1, of: Self.distribution())
    expectClose(mean.mean, 0.3, within: .standardErrors(4, of: mean.standardError))
    expectClose(mean.variance, 0.3, within: .absolute(4 * (1.98 / 20_000).squareRoot()))
  }

  @Test(arguments: [
    ("mean=normal(0,1)", ParameterValues.normal(mean: 0, standardDeviation: 1)),
    ("mean=normal( -2.5 , .5 )", .normal(mean: -2.5, standardDeviation: 0.5)),
    ("weight=gamma(0.3)", .gamma(shape: 0.3)),
  ])
  func `values are read as they are written`(text: String, values: ParameterValues) throws {
    var distribution = Self.distribution()
    try distribution.vary(text)
    let index = text.hasPrefix("mean") ? 0 : 1
    #expect(distribution.region(of: .train)?.values[index] == values)
    try distribution.vary(text.prefix { $0 != "=" } + "=" + values.description)
    #expect(distribution.region(of: .train)?.values[index] == values)
    // Files keep them, too.
    var restored = Self.distribution()
    let data = try JSONEncoder().encode(distribution.record)
    try restored.restoreRegions(
      from: try JSONDecoder().decode(TaskDistributionRecord.self, from: data))
    #expect(restored.regions == distribution.regions)
  }

  @Test(arguments: [
    (
      "mean=normal(0,-1)",
      TaskDistributionError.illegalSpread(parameter: "mean", text: "normal(0,-1)")
    ),
    ("weight=gamma(0)", .illegalSpread(parameter: "weight", text: "gamma(0)")),
    (
      "mean=normal(0,3e38)",
      .notFinite(parameter: "mean", text: "-inf")
    ),
    (
      "mean=normal(0,1e30)",
      .illegalValue(parameter: "mean", value: -6 * 1e30 as Float, legal: -1e30...1e30)
    ),
    ("mean=normal(0)", .malformedValues(parameter: "mean", text: "normal(0)")),
    ("mean=cauchy(0,1)", .malformedValues(parameter: "mean", text: "cauchy(0,1)")),
    ("mean=normal(0,inf)", .notFinite(parameter: "mean", text: "normal(0,inf)")),
    (
      "share=normal(0,1)",
      .unboundedValues(parameter: "share", text: "normal(0,1)", legal: 0...1)
    ),
    (
      "weight=normal(0,1)",
      .unboundedValues(parameter: "weight", text: "normal(0,1)", legal: 1e-30...1e30)
    ),
  ])
  func `values that make no sense are refused`(text: String, error: TaskDistributionError) {
    var distribution = Self.distribution()
    let before = distribution.regions
    #expect(throws: error) { try distribution.vary(text) }
    #expect(distribution.regions == before)
  }
}

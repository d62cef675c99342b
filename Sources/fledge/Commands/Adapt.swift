import Arguments
import Gym
import MetaLearning
import Scoring
import Tensors

/// `fledge adapt`: adapts a policy to one given task.
struct Adapt: Command {
  static let configuration = CommandConfiguration(
    name: "adapt", summary: "Adapts a policy to one given task and prints the curve.",
    examples: [
      "fledge adapt point-robot-goals --task goalX=0.3 --task goalY=-0.2",
      "fledge adapt runs/cart/policy.safetensors --task forceSign=-1 --steps 2",
    ])

  @Argument("policy", help: "Path of a policy file or run folder, or the name of one in Policies/.")
  var policy: String

  @Option(
    "task", value: "parameter=number",
    help: "A parameter of the task; those not given have their usual values. May be repeated.")
  var assignments: [String] = []

  @Option(
    "rollouts", value: "count", help: "Episodes for each step. Default: as in training.",
    range: 1...)
  var rolloutCount: Int?

  @Option(
    "steps", value: "count", help: "Adaptation steps. Default: 3, or as in training if more.",
    range: 0...1000)
  var stepCount: Int?

  @Option(
    "inner-learning-rate", value: "rate,...",
    help: "Size of each adaptation step in place of the policy's own.", range: GreaterThan(0))
  var learningRates: CommaSeparated<Double>?

  @Option("seed", value: "number", help: "Seed of all random numbers.") var seed: UInt64 = 1

  @Flag("json", help: "Print one JSON object.") var isJSON = false

  private struct Curve: Encodable {
    struct Point: Encodable {
      var step: Int
      var rollouts: Int
      var environmentSteps: Int
      var mean: Double
      var standardDeviation: Double
    }
    var format = "fledge-adaptation/1"
    var policy: String
    var distribution: String
    var task: [String: Float]
    var seed: UInt64
    var curve: [Point]
    var oracle: Double
  }

  func run() throws {
    let found = try AdaptivePolicy(named: policy)
    let distribution = found.loaded.distribution
    let task = try distribution.parameters(fromAssignments: assignments)
    let settings = found.loaded.learner.settings
    let rollouts = rolloutCount ?? settings.rollouts
    let key = RandomKey(seed: seed).child(.scoring)
    let trial = try AdaptationTrial(
      adapting: found.loaded.learner.begin(learningRates: learningRates?.values), to: task,
      of: distribution, stepCount: stepCount ?? max(3, settings.innerSteps),
      rolloutCount: rollouts, key: key.child(.task))
    var oracle = distribution.referencePlayers.makeOracle(task)
    let best = distribution.rollouts(rollouts, of: task, by: &oracle, key: key.child(.anchors))
    let names = distribution.specification.parameters.map(\.name)
    let curve = Curve(
      policy: found.name, distribution: distribution.fullName,
      task: Dictionary(uniqueKeysWithValues: zip(names, task)), seed: seed,
      curve: points(of: trial, rollouts: rollouts), oracle: best.meanReturn)
    if isJSON {
      Console.print(try JSONOutput.text(curve))
    } else {
      show(curve, values: zip(names, task).map { "\($0) \(Numbers.short($1))" })
    }
  }

  private func points(of trial: AdaptationTrial, rollouts: Int) -> [Curve.Point] {
    let steps = trial.environmentStepsBefore
    return trial.stages.enumerated().map { step, stage in
      Curve.Point(
        step: step, rollouts: step * rollouts, environmentSteps: steps[step],
        mean: stage.meanReturn,
        standardDeviation: Statistics.standardDeviation(stage.episodeReturns))
    }
  }

  private func show(_ curve: Curve, values: [String]) {
    Console.print("\(curve.policy) on \(curve.distribution), \(values.joined(separator: ", "))")
    Console.print()
    var table = Table(["step", "rollouts", "env steps", "mean", "sd over episodes"])
    for point in curve.curve {
      table.append([
        "\(point.step)", "\(point.rollouts)", "\(point.environmentSteps)",
        Numbers.fixed(point.mean), Numbers.fixed(point.standardDeviation),
      ])
    }
    Console.print(table.lines())
    Console.print()
    Console.print("  oracle \(Numbers.fixed(curve.oracle))")
  }
}

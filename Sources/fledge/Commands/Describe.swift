import Arguments
import Environments
import Gym
import Scoring
import Tensors

/// `fledge describe`: everything about a task distribution.
struct Describe: Command {
  static let configuration = CommandConfiguration(
    name: "describe",
    summary: "Describes a task distribution: spaces, parameters, ranges, anchors.",
    examples: [
      "fledge describe cart-pole/physics", "fledge describe bandit/bernoulli --option arms=10",
    ])

  @Argument("distribution", help: "Environment and distribution, as 'fledge list' shows them.")
  var name: String

  var tasks = DistributionOptions()

  func run() throws {
    let distribution = try tasks.distribution(named: name)
    let specification = distribution.specification
    let defaults = Defaults(distribution: distribution.fullName)
    Console.print("\(distribution.fullName): \(distribution.summary)")
    Console.print()
    Console.print("  observation  \(specification.observationSpace)")
    Console.print("  action       \(specification.actionSpace)")
    Console.print("  horizon      \(specification.horizon) steps")
    for (option, value) in distribution.options.sorted(by: { $0.key < $1.key }) {
      Console.print("  option       \(option) = \(value)")
    }
    Console.print()
    Console.print(parameterTable(of: distribution).lines(leftAligned: [0, 1, 2, 3, 4]))
    Console.print()
    let scoring = ScoringProtocol(
      taskCount: defaults.scoredTasks, stepCount: 0, rolloutCount: 10)
    let anchors = try Score.anchors(
      on: distribution, by: scoring, workers: Workers(count: Workers.availableProcessorCount))
    Console.print(
      "Anchors, mean return of \(scoring.taskCount) test tasks, 10 episodes each:"
        + " random \(Numbers.fixed(anchors.random)), blind \(Numbers.fixed(anchors.blind)),"
        + " oracle \(Numbers.fixed(anchors.oracle)).")
  }

  private func parameterTable(of distribution: TaskDistribution) -> Table {
    let train = distribution.region(of: .train)
    let shifted = distribution.region(of: .shifted)
    var table = Table(["parameter", "unit", "train and test", "shifted", "meaning"])
    for (index, parameter) in distribution.specification.parameters.enumerated() {
      var outside = shifted.map { "\($0.values[index])" } ?? "-"
      if let box = shifted?.excludedBox, box[index].lowerBound.isFinite {
        outside +=
          " outside \(Numbers.short(box[index].lowerBound))..."
          + Numbers.short(box[index].upperBound)
      }
      table.append([
        parameter.name, parameter.unit, train.map { "\($0.values[index])" } ?? "-", outside,
        parameter.meaning,
      ])
    }
    return table
  }
}

import Gym
import Wording

/// The numbers that probes read of a task: its parameters.
///
/// Of a parameter that is one of several numbered choices, such as the number of the good arm, each choice is
/// a number of its own: 1 if it is the task's, otherwise 0. A line through the numbers would mean nothing.
struct TaskTargets: Sendable {
  /// What the numbers are, `[P]`.
  let names: [String]
  /// For each number the parameter, and the choice it stands for if it stands for one.
  private let sources: [(parameter: Int, choice: Float?)]

  /// Finds the numbers of a distribution's tasks.
  init(_ distribution: TaskDistribution) {
    let parameters = distribution.specification.parameters
    let region = distribution.region(of: .train)
    sources = parameters.indices.flatMap { number -> [(parameter: Int, choice: Float?)] in
      guard parameters[number].legalChoices != nil,
        case .choices(let values)? = region?.values[number], Set(values).count > 2
      else { return [(number, nil)] }
      return Set(values).sorted().map { (number, $0) }
    }
    names = sources.map { source in
      let name = parameters[source.parameter].name
      return source.choice.map { "\(name) \(NumberText.exact($0))" } ?? name
    }
  }

  /// The numbers of a task, `[P]`.
  func values(_ task: [Float]) -> [Double] {
    sources.map { source in
      let value = task[source.parameter]
      return source.choice.map { $0 == value ? 1 : 0 } ?? Double(value)
    }
  }
}

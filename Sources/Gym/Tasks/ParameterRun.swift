/// Consecutive parameters of one group that are shown as one.
///
/// Five hundred weights that are alike are one line, "w0a0s0 … w9a4s9".
public struct ParameterRun: Equatable, Sendable {
  /// The numbers of the parameters.
  public let numbers: ClosedRange<Int>
  /// The name of the parameter, or the names of the first and the last.
  public let name: String
  /// What they are.
  public let meaning: String

  /// Fewer parameters than these are shown one by one.
  static let shortest = 3
  /// More pieces of one group than these are shown as one, whatever their values.
  static let mostPieces = 12

  private init(_ numbers: ClosedRange<Int>, of parameters: [TaskParameter]) {
    let (first, last) = (parameters[numbers.lowerBound], parameters[numbers.upperBound])
    self.numbers = numbers
    if numbers.count > 1, let group = first.group {
      name = "\(first.name) \u{2026} \(last.name)"
      meaning = "\(numbers.count) \(group); the first: \(first.meaning)"
    } else {
      name = first.name
      meaning = first.meaning
    }
  }

  /// Joins neighbours of one group that have something in common.
  ///
  /// - Parameters:
  ///   - parameters: All parameters of an environment.
  ///   - numbers: Which of them, ascending.
  ///   - value: What parameters of one run have in common.
  /// - Returns: The runs, in order; all numbers are in one of them.
  public static func runs<Value: Equatable>(
    of parameters: [TaskParameter], at numbers: [Int], alikeIn value: (Int) -> Value
  ) -> [ParameterRun] {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound == number - 1,
        let group = parameters[number].group, group == parameters[number - 1].group,
        value(number) == value(last.lowerBound)
      {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.flatMap { run in
      let pieces = run.count < shortest ? run.map { $0...$0 } : [run]
      return pieces.map { ParameterRun($0, of: parameters) }
    }
  }

  /// Joins neighbours of one group that have the same value, and groups of many values.
  ///
  /// - Parameters:
  ///   - parameters: All parameters of an environment.
  ///   - task: Their values.
  /// - Returns: The runs, in order.
  public static func runs(of parameters: [TaskParameter], task: [Float]) -> [ParameterRun] {
    let all = Array(parameters.indices)
    var pieces: [String: Int] = [:]
    for run in runs(of: parameters, at: all, alikeIn: { task[$0] }) {
      if let group = parameters[run.numbers.lowerBound].group { pieces[group, default: 0] += 1 }
    }
    return runs(of: parameters, at: all) { number -> Float? in
      let count = parameters[number].group.flatMap { pieces[$0] } ?? 0
      return count > mostPieces ? nil : task[number]
    }
  }

  /// The smallest and the largest value in a task, in words; one number if they are the same.
  ///
  /// - Parameters:
  ///   - task: Values of all parameters.
  ///   - write: Writes a number.
  /// - Returns: For instance "0.3" or "0.01 to 4.2".
  public func values(in task: [Float], write: (Float) -> String) -> String {
    let values = task[numbers]
    guard let low = values.min(), let high = values.max(), low < high else {
      return write(task[numbers.lowerBound])
    }
    return "\(write(low)) to \(write(high))"
  }
}

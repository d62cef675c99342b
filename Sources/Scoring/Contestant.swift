public import MetaLearning

/// Who is scored: a policy or a reference player, and how it begins on each task.
public struct Contestant: Sendable {
  /// What reports call it.
  public var name: String
  /// Where its untrained twin begins, for each of several learning rates; empty if it has none.
  public var untrained: [UntrainedStart]
  /// Begins a trial on a task.
  ///
  /// Only a player that is told the task may look at its parameters.
  public var begin: @Sendable (_ task: [Float]) -> any Adaptation

  /// Creates a contestant.
  public init(
    name: String, untrained: [UntrainedStart] = [],
    begin: @escaping @Sendable (_ task: [Float]) -> any Adaptation
  ) {
    self.name = name
    self.untrained = untrained
    self.begin = begin
  }
}

/// An untrained policy with one inner learning rate.
public struct UntrainedStart: Sendable {
  /// The rate of every step.
  public var learningRate: Double
  /// Where it begins.
  public var adaptation: any Adaptation

  /// Creates a start.
  public init(learningRate: Double, adaptation: any Adaptation) {
    self.learningRate = learningRate
    self.adaptation = adaptation
  }
}

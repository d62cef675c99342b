package import MetaLearning

/// How long a run is: it ends after a number of iterations, or after the iteration that reaches a
/// number of environment steps, whichever comes first.
///
/// The number of steps in an episode changes as a policy learns, so only environment steps make the
/// training of different learners equally long.
package struct TrainingExtent: Equatable {
  /// The most iterations.
  package var iterations: Int
  /// The environment steps that end the run; `nil` for no limit.
  package var environmentSteps: Int?

  /// Limits a run.
  package init(
    iterations: Int, environmentSteps: Int?
  ) {
    self.iterations = iterations
    self.environmentSteps = environmentSteps
  }

  /// How many iterations a run may have.
  package static let iterationRange = 1...1_000_000_000

  /// The share of it that is done, in `0...1`.
  package func share(of loop: TrainingLoop) -> Double {
    share(iterations: loop.iteration, environmentSteps: loop.environmentSteps)
  }

  /// Whether nothing is left to do.
  package func isDone(_ loop: TrainingLoop) -> Bool { share(of: loop) == 1 }

  /// The share of it that is done after some iterations and environment steps, in `0...1`.
  package func share(iterations done: Int, environmentSteps steps: Int) -> Double {
    let shareOfSteps = environmentSteps.map { Double(steps) / Double($0) } ?? 0
    return min(1, max(Double(done) / Double(iterations), shareOfSteps))
  }
}

package import MetaLearning

/// How long a run is: it is done after so many iterations, or after the iteration that reaches so
/// many environment steps, whichever comes first.
///
/// Episodes end early, more of them or fewer as a policy learns: only environment steps make the
/// training of different learners equally long.
package struct TrainingExtent: Equatable {
  /// Most iterations.
  package var iterations: Int
  /// The environment steps that are enough; none for as many as the iterations take.
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

  /// How much of it is done, from 0 to 1.
  package func share(of loop: TrainingLoop) -> Double {
    share(iterations: loop.iteration, environmentSteps: loop.environmentSteps)
  }

  /// Whether nothing is left to do.
  package func isDone(_ loop: TrainingLoop) -> Bool { share(of: loop) == 1 }

  /// How much is done after so much.
  package func share(iterations done: Int, environmentSteps steps: Int) -> Double {
    let shareOfSteps = environmentSteps.map { Double(steps) / Double($0) } ?? 0
    return min(1, max(Double(done) / Double(iterations), shareOfSteps))
  }
}

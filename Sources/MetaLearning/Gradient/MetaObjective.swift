package import Numerics
package import Tensors

/// What the outer loop ascends: the mean over the tasks of a meta-batch.
package struct MetaObjective<Scalar: TensorScalar>: Sendable {
  /// Each task's part, `[M]`; it stays where the task was adapted.
  package let tasks: Shards<TaskObjective<Scalar>>

  /// Creates the objective.
  package init(_ tasks: Shards<TaskObjective<Scalar>>) {
    self.tasks = tasks
  }

  /// Creates the objective of adapted tasks that are all at hand.
  ///
  /// - Parameters:
  ///   - settings: Which terms it has.
  ///   - tasks: The meta-batch.
  ///   - scoreWeights: `[M][K]`; `nil` to compute them from the returns in the tasks' records.
  package init(
    settings: GradientSettings, tasks: [AdaptedTask<Scalar>], scoreWeights: [[Scalar]]? = nil
  ) {
    let weights =
      scoreWeights ?? Self.scoreWeights(tasks.map(ScoreWeightFacts.init), settings)
    self.init(
      Shards(
        tasks.enumerated().map { index, task in
          TaskObjective(
            settings: settings, task: task, scoreWeights: weights.isEmpty ? [] : weights[index])
        }))
  }
}

extension MetaObjective {
  /// The mean gradient over tasks, summed in their order.
  ///
  /// - Parameters:
  ///   - point: Where; `nil` for where the rollouts were collected.
  ///   - workers: The threads that share out the tasks.
  /// - Returns: The mean meta-gradient.
  /// - Throws: Never, since no task throws.
  package func meanGradient(
    at point: MetaVector<Scalar>? = nil, workers: Workers
  ) throws -> MetaVector<Scalar> {
    let gradients = try tasks.collect(workers: workers) { _, part in
      let path = point.map { part.task.path.readapted(from: $0.parameters, rates: $0.rates) }
      return part.gradient(along: path)
    }
    return MetaVector.mean(gradients)
  }

  /// The mean over tasks of KL(old ‖ new) of the adapted policies, each adapted anew from another point,
  /// in nats.
  ///
  /// - Throws: Never, since no task throws.
  package func meanDivergence(at point: MetaVector<Scalar>, workers: Workers) throws -> Scalar {
    let rates = point.rates
    let divergences = try tasks.collect(workers: workers) { _, part in
      let task = part.task
      let path = task.path.readapted(from: point.parameters, rates: rates)
      return task.query.klDivergence(
        from: task.path.adaptedParameters, to: path.adaptedParameters)
    }
    return divergences.reduce(0, +) / Scalar(tasks.count)
  }

  /// The mean value over tasks where the rollouts were collected, without adapting anew.
  ///
  /// - Throws: Never, since no task throws.
  func meanValue(workers: Workers) throws -> Scalar {
    let values = try tasks.collect(workers: workers) { _, part in part.value }
    return values.reduce(0, +) / Scalar(tasks.count)
  }

  /// The mean value and divergence over tasks, each adapted anew from another point.
  ///
  /// - Throws: Never, since no task throws.
  package func meanValue(
    at point: MetaVector<Scalar>, workers: Workers
  ) throws -> (surrogate: Scalar, divergence: Scalar) {
    let values = try tasks.collect(workers: workers) { _, part in
      part.value(along: part.task.path.readapted(from: point.parameters, rates: point.rates))
    }
    let count = Scalar(tasks.count)
    return (values.reduce(0) { $0 + $1.0 } / count, values.reduce(0) { $0 + $1.1 } / count)
  }
}

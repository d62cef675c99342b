import Environments
import Gym
import MetaLearning
import Networks
import Numerics
import Tensors

/// A small piece of work that is repeated to count its instructions and allocations.
struct BenchmarkKernel: Sendable {
  /// Its name for `benchmarks kernel`.
  let name: String
  /// What one repeat computes `unitCount` of.
  let unit: String
  let unitCount: Int
  /// By how many repeats the runs that are subtracted differ: enough that a few hundred instructions do
  /// not matter, or one where a repeat takes long.
  var countedTimes = 10
  /// Makes the data it needs, and returns the body that is repeated.
  let prepare: @Sendable (Workers) throws -> () throws -> Void

  /// The kernels whose instructions and allocations are counted.
  static let counted: [BenchmarkKernel] = [
    tanh, affineTanh, philox, cartPole, cartPoleTasks, rollouts, adam,
    iteration("trpo-iteration") { $0.outer.name = .trpo },
  ]

  /// Work that is counted as the difference of two kernels, of which only `more` does it, because nothing
  /// smaller is compiled for single precision.
  struct Difference {
    let name: String
    let unit: String
    let unitCount: Int
    let more: BenchmarkKernel
    let less: BenchmarkKernel
  }

  /// One more epoch of PPO is one gradient for the 2000 rows of each task; first order leaves out one
  /// Hessian-vector product.
  static let differences: [Difference] = [
    Difference(
      name: "surrogate-gradient", unit: "row", unitCount: 4000, more: joint(epochs: 3),
      less: joint(epochs: 2)),
    Difference(
      name: "hessian-vector-product", unit: "row", unitCount: 4000, more: adam, less: firstOrder),
  ]

  private static let adam = iteration("adam-iteration") { $0.outer.name = .adam }
  private static let firstOrder = iteration("first-order-iteration") {
    $0.metaGradient.isFirstOrder = true
  }

  /// Joint training has no inner steps, so the gradient of its objective is that of the surrogate.
  private static func joint(epochs: Int) -> BenchmarkKernel {
    iteration("joint-\(epochs)-epochs") { settings in
      settings.method = .joint
      settings.outer.name = .ppo
      settings.outer.clipped?.epochs = epochs
    }
  }

  /// The kernels that only subjects run.
  static let others: [BenchmarkKernel] =
    [100, 200].map(banditRollouts)
    + [GrowthSubject.Dimension.tasks, .rollouts].map { dimension in
      BenchmarkKernel(name: "64-times-\(dimension.rawValue)", unit: "iteration", unitCount: 1) {
        workers in
        let iteration = try dimension.iteration(64)
        return { try iteration.run(on: workers) }
      }
    } + [firstOrder, joint(epochs: 2), joint(epochs: 3), memory]

  /// The kernel of a name.
  static func named(_ name: String) -> BenchmarkKernel? { all.first { $0.name == name } }

  static var all: [BenchmarkKernel] { counted + others }
}

// MARK: - Numbers

extension BenchmarkKernel {
  private static let tanh = BenchmarkKernel(name: "tanh", unit: "number", unitCount: 64_000) { _ in
    let values = Tensor(UniformArray.make(64_000, 3), shape: Shape(1000, 64))
    return { withoutRecording { _ = values.tanh } }
  }

  private static let affineTanh = BenchmarkKernel(name: "affine-tanh", unit: "row", unitCount: 500)
  { _ in
    let input = Tensor(UniformArray.make(32_000, 3), shape: Shape(500, 64))
    let weight = Tensor(UniformArray.make(4096, 4), shape: Shape(64, 64))
    let bias = Tensor(UniformArray.make(64, 5), shape: Shape(1, 64))
    return {
      withoutRecording { _ = Tensor.affineTanh(input, weight: weight, bias: bias) }
    }
  }

  private static let philox = BenchmarkKernel(name: "philox", unit: "word", unitCount: 64_000) {
    _ in
    var sum = PhiloxLanes(word0: .zero, word1: .zero, word2: .zero, word3: .zero)
    return {
      for _ in 0..<1000 {
        // Each block is the counter of the next, so that the compiler cannot leave any out.
        sum = Philox.words(counter: sum, key: SIMD2(1, 2))
      }
    }
  }

  /// Holds a known amount of memory, to check that it is counted.
  private static let memory = BenchmarkKernel(name: "memory", unit: "byte", unitCount: 1) { _ in
    {
      let numbers = [Double](repeating: 1, count: Int(memoryBytes) / 8)
      precondition(numbers.reduce(0, +) > 0)
    }
  }

  /// The bytes that `memory` holds.
  static let memoryBytes = 4e8
}

// MARK: - Environments and policies

extension BenchmarkKernel {
  static let cartPole = cartPoleSteps("cart-pole-step") { distribution in
    distribution.makeBatch(
      try distribution.task(.train, index: 0, key: RandomKey(seed: 1)), 1024)
  }

  /// Every copy is on a task of its own.
  static let cartPoleTasks = cartPoleSteps("cart-pole-task-per-copy") { distribution in
    distribution.makeBatch(
      tasks: try (0..<1024).map { number in
        try distribution.task(.train, index: number, key: RandomKey(seed: 1))
      })
  }

  /// Steps 1,024 copies a hundred times by the same actions.
  private static func cartPoleSteps(
    _ name: String,
    _ makeBatch: @escaping @Sendable (TaskDistribution) throws -> any EnvironmentBatch
  ) -> BenchmarkKernel {
    BenchmarkKernel(name: name, unit: "step", unitCount: 102_400) { _ in
      var batch = try makeBatch(Catalog.distribution(named: "cart-pole/physics"))
      batch.reset(key: RandomKey(seed: 2))
      let actions = UniformArray.make(1024, 6).map { $0 < 0 ? 0 : 1 as Float }
      return {
        for _ in 0..<100 {
          batch.resetEndedEpisodes()
          batch.step(actions: actions)
        }
      }
    }
  }

  static let rollouts = BenchmarkKernel(name: "rollout-step", unit: "step", unitCount: 2000) { _ in
    let setting = try TaskRollouts(initialStandardDeviation: 1)
    return { _ = setting.play(task: 0) }
  }

  static func banditRollouts(_ pulls: Int) -> BenchmarkKernel {
    BenchmarkKernel(name: "bandit-\(pulls)-pulls", unit: "step", unitCount: 20 * pulls) { _ in
      let setting = try TaskRollouts(
        initialStandardDeviation: 1,
        distribution: Catalog.distribution(
          named: "bandit/bernoulli", options: ["pulls": String(pulls)]))
      return { _ = setting.play(task: 0) }
    }
  }

  /// An iteration with two tasks, the fewest of a meta-batch, because a simulated processor is slow.
  private static func iteration(
    _ name: String, _ change: @escaping @Sendable (inout GradientSettings) -> Void
  ) -> BenchmarkKernel {
    BenchmarkKernel(name: name, unit: "task", unitCount: 2, countedTimes: 1) { workers in
      let iteration = try Iteration.reference { settings in
        settings.tasks = 2
        change(&settings)
      }
      return { try iteration.run(on: workers) }
    }
  }
}

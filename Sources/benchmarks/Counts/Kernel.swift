import Environments
import Gym
import MetaLearning
import Networks
import Numerics
import Tensors

/// A small piece of work that can be repeated, to count what it takes: instructions, allocations.
struct Kernel: Sendable {
  /// What `benchmarks kernel` calls it.
  let name: String
  /// What it computes so many of at a time.
  let unit: String
  let unitCount: Int
  /// How many repeats more are counted: one where it takes long, else enough that a few hundred
  /// instructions do not show.
  var countedTimes = 10
  /// Makes what it needs, and what repeats it.
  let prepare: @Sendable (Workers) throws -> () throws -> Void

  /// Those whose instructions and allocations are counted.
  static let counted: [Kernel] = [
    tanh, affineTanh, philox, cartPole, rollouts, adam,
    iteration("trpo-iteration") { $0.outer.name = .trpo },
  ]

  /// What is counted as the difference of two kernels, since nothing smaller is compiled for single
  /// precision alone: `more` does it and `less` does not.
  struct Difference {
    let name: String
    let unit: String
    let unitCount: Int
    let more: Kernel
    let less: Kernel
  }

  /// One gradient for each task's 2000 rows is what a further epoch of PPO takes; one Hessian-vector
  /// product is what first order leaves out.
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

  /// Joint training has no inner steps, so a gradient of its objective is one of the surrogate.
  private static func joint(epochs: Int) -> Kernel {
    iteration("joint-\(epochs)-epochs") { settings in
      settings.method = .joint
      settings.outer.name = .ppo
      settings.outer.clipped?.epochs = epochs
    }
  }

  /// Those that only a subject asks for.
  static let others: [Kernel] =
    [100, 200].map(banditRollouts)
    + [GrowthSubject.Dimension.tasks, .rollouts].map { dimension in
      Kernel(name: "64-times-\(dimension.rawValue)", unit: "iteration", unitCount: 1) { workers in
        let iteration = try dimension.iteration(64)
        return { try iteration.run(on: workers) }
      }
    } + [firstOrder, joint(epochs: 2), joint(epochs: 3), memory]

  /// The kernel of a name.
  static func named(_ name: String) -> Kernel? { all.first { $0.name == name } }

  static var all: [Kernel] { counted + others }
}

// MARK: - Numbers

extension Kernel {
  private static let tanh = Kernel(name: "tanh", unit: "number", unitCount: 64_000) { _ in
    let values = Tensor(UniformArray.make(64_000, 3), shape: Shape(1000, 64))
    return { withoutRecording { _ = values.tanh } }
  }

  private static let affineTanh = Kernel(name: "affine-tanh", unit: "row", unitCount: 500) { _ in
    let input = Tensor(UniformArray.make(32_000, 3), shape: Shape(500, 64))
    let weight = Tensor(UniformArray.make(4096, 4), shape: Shape(64, 64))
    let bias = Tensor(UniformArray.make(64, 5), shape: Shape(1, 64))
    return {
      withoutRecording { _ = Tensor.affineTanh(input, weight: weight, bias: bias) }
    }
  }

  private static let philox = Kernel(name: "philox", unit: "word", unitCount: 64_000) { _ in
    var sum = PhiloxLanes(word0: .zero, word1: .zero, word2: .zero, word3: .zero)
    return {
      for _ in 0..<1000 {
        // Each block is the next one's counter, so that none can be left out.
        sum = Philox.words(counter: sum, key: SIMD2(1, 2))
      }
    }
  }

  /// Memory that is held for certain, to see that it is counted.
  private static let memory = Kernel(name: "memory", unit: "byte", unitCount: 1) { _ in
    {
      let numbers = [Double](repeating: 1, count: Int(memoryBytes) / 8)
      precondition(numbers.reduce(0, +) > 0)
    }
  }

  /// How much `memory` holds.
  static let memoryBytes = 4e8
}

// MARK: - Environments and policies

extension Kernel {
  static let cartPole = Kernel(
    name: "cart-pole-step", unit: "step", unitCount: 102_400
  ) { _ in
    let distribution = try Catalog.distribution(named: "cart-pole/physics")
    let task = try distribution.task(.train, index: 0, key: RandomKey(seed: 1))
    var batch = distribution.makeBatch(task, 1024)
    batch.reset(key: RandomKey(seed: 2))
    let actions = UniformArray.make(1024, 6).map { $0 < 0 ? 0 : 1 as Float }
    return {
      for _ in 0..<100 {
        batch.resetEndedEpisodes()
        batch.step(actions: actions)
      }
    }
  }

  static let rollouts = Kernel(name: "rollout-step", unit: "step", unitCount: 2000) { _ in
    let setting = try TaskRollouts(initialStandardDeviation: 1)
    return { _ = setting.play(task: 0) }
  }

  static func banditRollouts(_ pulls: Int) -> Kernel {
    Kernel(name: "bandit-\(pulls)-pulls", unit: "step", unitCount: 20 * pulls) { _ in
      let setting = try TaskRollouts(
        initialStandardDeviation: 1,
        distribution: Catalog.distribution(
          named: "bandit/bernoulli", options: ["pulls": String(pulls)]))
      return { _ = setting.play(task: 0) }
    }
  }

  /// With as few tasks as still are a batch: a simulated processor is slow.
  private static func iteration(
    _ name: String, _ change: @escaping @Sendable (inout GradientSettings) -> Void
  ) -> Kernel {
    Kernel(name: name, unit: "task", unitCount: 2, countedTimes: 1) { workers in
      let iteration = try Iteration.reference { settings in
        settings.tasks = 2
        change(&settings)
      }
      return { try iteration.run(on: workers) }
    }
  }
}

public import Gym
import Networks

/// How a learner with a memory learns: RL² by PPO over whole trials.
public struct MemorySettings: Equatable, Sendable {
  /// The equations of the memory.
  public var core = MemoryCore.gru
  /// Units of the memory, H.
  public var memory = 64
  /// Where the reset gate of a GRU acts.
  public var resetGate = ResetGate.after
  /// Units of a layer before the memory; 0 for none.
  public var encoder = 0
  /// Units of a layer after the memory, which sees what enters the memory too; 0 for none.
  public var decoder = 0
  /// Trials of an iteration, each on a task of its own, M.
  public var tasks = 512
  /// Episodes of a trial.
  public var episodes = 1
  /// What the last reward is multiplied by before it enters the policy.
  public var rewardScale = 0.1
  /// Objective and steps.
  public var proximal = ProximalSettings()
  /// The first standard deviation of continuous actions, in units of the action, and its limits.
  public var deviation = DeviationSettings()

  /// Creates the default settings.
  public init() {}
}

/// The equations of a recurrent memory.
public enum MemoryCore: String, SettingChoice {
  case gru, lstm

  /// What kind of memory it is.
  public var summary: String? {
    switch self {
    case .gru: "A gated recurrent unit."
    case .lstm: "Long short-term memory, with twice as many numbers to remember by."
    }
  }
}

/// Where the reset gate of a GRU acts.
public enum ResetGate: String, SettingChoice {
  case after, before

  /// What it multiplies.
  public var summary: String? {
    switch self {
    case .after: "On the product of memory and weights, as in PyTorch."
    case .before: "On the memory, as in the article."
    }
  }
}

/// Proximal policy optimisation over whole trials.
///
/// - Source: Schulman et al. 2017, <https://arxiv.org/abs/1707.06347>.
public struct ProximalSettings: Equatable, Sendable {
  /// Discount factor over the whole trial, γ.
  public var discount = 0.97
  /// Bias-variance mix of advantages, λ.
  public var lambda = 0.95
  /// Passes over the trials of an iteration.
  public var epochs = 4
  /// Steps of Adam in a pass, each on another part of the trials.
  public var minibatches = 8
  /// How far a ratio may be from 1 before its step is ignored, ε.
  public var clip = 0.2
  /// The first step size of Adam, which falls to 0.
  public var learningRate = 0.002
  /// The first weight of the entropy, in the unit of normalised advantages, which falls to 0.
  public var entropy = 0.03
  /// The weight of the value's loss.
  public var valueWeight = 0.5
  /// The greatest length of a gradient.
  public var gradientLimit = 1.0
  /// Iterations in which step size and entropy fall to a last step near 0.
  public var fallingIterations = 200

  /// Creates the default settings.
  public init() {}
}

/// Standard deviations of continuous actions, in units of the action.
public struct DeviationSettings: Equatable, Sendable {
  /// The first one.
  public var initial = 0.5
  /// No step makes it smaller than this.
  public var minimum = 0.01
  /// No step makes it larger than this.
  public var maximum = 10.0

  /// Creates the default settings.
  public init() {}
}

extension MemorySettings: LearnerSettings {
  /// The default settings of "rl2"; `nil` for other names.
  public init?(learner: String) {
    guard learner == RL2.name else { return nil }
    self.init()
  }

  /// "rl2".
  public var learner: String { RL2.name }

  /// The learner and its memory.
  public var label: String { "\(learner) and a memory of \(memory) units (\(core.rawValue))" }

  /// Trials of an iteration, M.
  public var taskCount: Int { tasks }

  /// One: each trial plays one episode after the other.
  public var rolloutCount: Int { 1 }

  /// Episodes of a trial beyond the first.
  public var stepCount: Int { episodes - 1 }

  /// Every setting of the family.
  public static let table: SettingsTable<MemorySettings> =
    [
      .init(
        "core", \.core,
        option: .init("core", value: "name", help: "The memory.", section: memorySection)),
      .init(
        "memory", \.memory, in: .within(1...1024),
        option: .init(
          "memory", value: "units", help: "Units of the memory.", section: memorySection)),
      Setting(
        "resetGate", \.resetGate,
        option: .init(
          "reset-gate", value: "name", help: "Where the reset gate of a GRU acts.",
          section: memorySection)
      ).used(when: { $0.core == .gru }, otherwise: "only --core gru has a reset gate"),
      .init(
        "encoder", \.encoder, in: .within(0...4096),
        option: .init(
          "encoder", value: "units", help: "Units of a layer before the memory; 0 for none.",
          section: memorySection)),
      .init(
        "decoder", \.decoder, in: .within(0...4096),
        option: .init(
          "decoder", value: "units", help: "Units of a layer after the memory; 0 for none.",
          section: memorySection)),
      .init(
        "tasks", \.tasks, in: .within(1...100_000),
        option: .init(
          "tasks", value: "count", help: "Trials per iteration, each on a task of its own.",
          section: "Learner")),
      .init(
        "episodes", \.episodes, in: .within(1...10_000),
        option: .init(
          "episodes", value: "count", help: "Episodes of a trial.", section: "Learner")),
      .init(
        "rewardScale", \.rewardScale, in: .above(0),
        option: .init(
          "reward-scale", value: "number",
          help: "What the last reward is multiplied by before it enters the policy.",
          section: memorySection)),
    ] + ProximalSettings.table.within("proximal", \.proximal)
    + DeviationSettings.table.within("deviation", \.deviation)

  private static let memorySection = "Memory"

  /// Refuses settings that make no sense together.
  ///
  /// - Throws: `SettingsError` with the reason and what to change.
  public func checkCombination() throws(SettingsError) {
    if proximal.minibatches > tasks {
      throw SettingsError(
        "Each of \(proximal.minibatches) minibatches needs a trial, but an iteration has \(tasks)."
          + " Give fewer --minibatches or more --tasks.")
    }
    try SettingsError.checkStandardDeviations(
      initial: deviation.initial, minimum: deviation.minimum, maximum: deviation.maximum)
  }

  /// Refuses settings that would need too much memory, before any is allocated.
  ///
  /// - Throws: `SettingsError` that says which option to change.
  public func checkSize(for specification: EnvironmentSpecification) throws(SettingsError) {
    let rows = tasks * episodes * specification.horizon
    let rowLimit = 20_000_000
    if rows > rowLimit {
      throw SettingsError(
        "One iteration could take \(rows) environment steps (\(tasks) trials of \(episodes) episodes"
          + " of \(specification.horizon) steps), but at most \(rowLimit) are supported. Give fewer"
          + " --tasks or --episodes.")
    }
    // Rows, and for each of them rewards, advantages and what else the objective compares with.
    let rowSize = Policy(settings: self, specification: specification).input.rowSize + 15
    let rowNumberLimit = 1_000_000_000
    if rows * rowSize > rowNumberLimit {
      throw SettingsError(
        "One iteration would keep \(rows * rowSize) numbers (\(rows) environment steps of \(rowSize)),"
          + " but at most \(rowNumberLimit) are supported. Give fewer --tasks or --episodes.")
    }
    // What the forward pass of a shard keeps.
    let shardRows = TrialShards(self).largestCount * episodes * specification.horizon
    let decoded = decoder == 0 ? 0 : memory + encoder + decoder
    let numbers = shardRows * (7 * memory + encoder + decoded)
    let numberLimit = 250_000_000
    if numbers > numberLimit {
      throw SettingsError(
        "Going through \(TrialShards(self).largestCount) trials would keep \(numbers) numbers, but at"
          + " most \(numberLimit) are supported. Give fewer --episodes, or a smaller --memory.")
    }
  }
}

extension ProximalSettings {
  static let table: SettingsTable<ProximalSettings> = [
    .init(
      "discount", \.discount, in: .within(0...1),
      option: .init(
        "discount", value: "factor", help: "Discount factor.", section: "Advantages")),
    .init(
      "lambda", \.lambda, in: .within(0...1),
      option: .init(
        "lambda", value: "factor", help: "Bias-variance mix of advantages.", section: "Advantages")),
    .init(
      "epochs", \.epochs, in: .within(1...1000),
      option: .init(
        "epochs", value: "count", help: "Passes over the trials of an iteration.", section: section)
    ),
    .init(
      "minibatches", \.minibatches, in: .within(1...10_000),
      option: .init(
        "minibatches", value: "count", help: "Steps of Adam in a pass, each on other trials.",
        section: section)),
    .init(
      "clip", \.clip, in: .above(0),
      option: .init(
        "clip", value: "number", help: "How far from 1 a ratio still counts.", section: section)),
    .init(
      "learningRate", \.learningRate, in: .above(0),
      option: .init(
        "learning-rate", value: "rate", help: "First step size of Adam, which falls to 0.",
        section: section)),
    .init(
      "entropy", \.entropy, in: .atLeast(0),
      option: .init(
        "entropy", value: "weight", help: "First weight of the entropy, which falls to 0.",
        section: section)),
    .init(
      "valueWeight", \.valueWeight, in: .atLeast(0),
      option: .init(
        "value-weight", value: "weight", help: "Weight of the value's loss.", section: section)),
    .init(
      "gradientLimit", \.gradientLimit, in: .above(0),
      option: .init(
        "gradient-limit", value: "length", help: "Longer gradients are shortened to this length.",
        section: section)),
    .init(
      "fallingIterations", \.fallingIterations, in: .within(1...1_000_000_000),
      option: .init(
        "falling-iterations", value: "count",
        help: "Iterations in which step size and entropy fall to 0. Default: --iterations, or the"
          + " distribution's.",
        section: section)),
  ]

  private static let section = "Steps on trials"
}

extension DeviationSettings {
  static let table = SettingsTable<DeviationSettings>.standardDeviations(
    initial: .init(key: "initial", path: \.initial),
    minimum: .init(key: "minimum", path: \.minimum),
    maximum: .init(key: "maximum", path: \.maximum))
}

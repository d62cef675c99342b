package import Numerics
package import Tensors

/// A policy at given parameters that acts in copies that run side by side: it draws each action from its
/// distribution by address, and carries each copy's memory.
///
/// It allocates nothing after `beginTrial`.
package struct PolicyStepper<Scalar: TensorScalar>: Sendable {
  private var network: any NetworkStepper<Scalar>
  private let outputSize: Int
  private let hasValue: Bool
  private let keepsDecisions: Bool
  /// The number of copies of the trial, E; 0 before the first.
  package private(set) var copyCount = 0
  private let sampler: ActionSampler<Scalar>
  private var key = RandomKey(seed: 0)
  private var history: HistoryRows<Scalar>?
  /// The outputs of the network, `[E, outputs]`.
  private var outputs: [Scalar] = []
  private var noise = ActionNoise()
  /// How many copies acted last.
  private var runningCount = 0
  /// The log probabilities of the actions just drawn, `[n]`, if decisions are kept.
  package private(set) var logProbabilities: [Float] = []
  /// The values that came with them, `[n]`, if decisions are kept and the policy has values.
  package private(set) var values: [Float] = []

  /// Prepares a policy at given parameters.
  ///
  /// - Parameters:
  ///   - policy: The architecture.
  ///   - parameters: A flat vector of its layout.
  ///   - keepsDecisions: Whether log probabilities and values are wanted.
  @_specialize(where Scalar == Float)
  package init(policy: Policy, parameters: [Scalar], keepsDecisions: Bool = false) {
    policy.layout.checkCount(parameters.count)
    network = policy.network.makeStepper(parameters)
    outputSize = policy.network.outputSize
    hasValue = policy.hasValue
    sampler = ActionSampler(policy.head, parameters: parameters)
    history = policy.input.history.map { HistoryRows($0, policy.input) }
    self.keepsDecisions = keepsDecisions
  }

  /// Begins a trial: makes room for copies and gives each the initial memory.
  @_specialize(where Scalar == Float)
  package mutating func beginTrial(copyCount: Int) {
    self.copyCount = copyCount
    network.begin(copyCount: copyCount)
    outputs = Array(repeating: 0, count: copyCount * outputSize)
    noise.reserve(copyCount: copyCount)
    history?.begin(copyCount: copyCount)
    if keepsDecisions {
      logProbabilities.reserveCapacity(copyCount)
      values.reserveCapacity(hasValue ? copyCount : 0)
    }
  }

  /// Begins a block of episodes, one for each copy; memory is kept.
  ///
  /// - Parameter key: The address of the block's random numbers.
  package mutating func beginBlock(key: RandomKey) {
    self.key = key.child(.actions)
  }

  /// Draws the actions of the running copies.
  ///
  /// - Parameters:
  ///   - observations: `[n, O]`.
  ///   - step: The step of the block, from 0: with the copy it is the address of an action.
  ///   - copies: The numbers of the running copies, ascending, `[n]`.
  ///   - actions: Receives the actions, `[n, A]`.
  @_specialize(where Scalar == Float)
  package mutating func act(
    on observations: [Float], step: Int, copies: [Int], actions: inout [Float]
  ) {
    if history != nil {
      history?.fill(observations, copies: copies, isEpisodeStart: step == 0)
      network.step(history?.rows ?? [], copies: copies, into: &outputs)
    } else {
      network.step(Scalar.converting(observations), copies: copies, into: &outputs)
    }
    runningCount = copies.count
    if hasValue { separateValues() }
    sampler.sample(
      &outputs, at: ActionAddress(key: key, step: step, copies: copies), noise: &noise,
      into: &actions)
    guard keepsDecisions else { return }
    logProbabilities.removeAll(keepingCapacity: true)
    sampler.appendLogProbabilities(
      of: actions, outputs, count: copies.count, to: &logProbabilities)
  }

  /// Moves the other outputs of each row to the front.
  private mutating func separateValues() {
    if keepsDecisions { values.removeAll(keepingCapacity: true) }
    for row in 0..<runningCount {
      if keepsDecisions { values.append(Float(outputs[(row + 1) * outputSize - 1])) }
      for index in 0..<outputSize - 1 {
        outputs[row * (outputSize - 1) + index] = outputs[row * outputSize + index]
      }
    }
  }

  /// Receives what followed, which enters the next step of a policy with a memory.
  ///
  /// - Parameters:
  ///   - actions: What the running copies did, `[n, A]`.
  ///   - rewards: The reward of every copy, `[E]`.
  ///   - copies: The numbers of the running copies, `[n]`.
  @_specialize(where Scalar == Float)
  package mutating func observe(actions: [Float], rewards: [Float], copies: [Int]) {
    history?.observe(actions: actions, rewards: rewards, copies: copies)
  }

  /// What each copy remembers, `[E, M]`; empty without a memory.
  package var memory: [Scalar] {
    get { network.memory }
    set { network.memory = newValue }
  }

  /// The probabilities that the last discrete actions were drawn with, `[n, choices]`; otherwise empty.
  package var probabilities: [Float] { sampler.probabilities(outputs, count: runningCount) }

  /// The means of the last continuous actions, `[n, A]`; otherwise empty.
  package var means: [Float] { sampler.means(outputs, count: runningCount) }
}

/// The rows that enter a policy with a memory, and what they are made of.
private struct HistoryRows<Scalar: TensorScalar>: Sendable {
  private let history: PolicyHistory
  private let observationSize: Int
  private let rowSize: Int
  /// The last action of each copy, `[E, A]`.
  private var lastActions: [Float] = []
  private var lastRewards: [Float] = []
  private var hasBegun: [Bool] = []
  /// `[E, I]`.
  private(set) var rows: [Scalar] = []

  init(_ history: PolicyHistory, _ input: PolicyInput) {
    self.history = history
    observationSize = input.observationSize
    rowSize = input.rowSize
  }

  mutating func begin(copyCount: Int) {
    lastActions = Array(repeating: 0, count: copyCount * history.actionSize)
    lastRewards = Array(repeating: 0, count: copyCount)
    hasBegun = Array(repeating: false, count: copyCount)
    rows = Array(repeating: 0, count: copyCount * rowSize)
  }

  @_specialize(where Scalar == Float)
  mutating func fill(_ observations: [Float], copies: [Int], isEpisodeStart: Bool) {
    for (row, copy) in copies.enumerated() {
      let start = row * rowSize
      for index in 0..<observationSize {
        rows[start + index] = Scalar(observations[row * observationSize + index])
      }
      history.write(
        hasBegun[copy]
          ? PreviousStep(actionIndex: copy * history.actionSize, reward: lastRewards[copy]) : nil,
        lastActions, isEpisodeStart: isEpisodeStart, to: &rows, at: start + observationSize)
    }
  }

  mutating func observe(actions: [Float], rewards: [Float], copies: [Int]) {
    let size = history.actionSize
    for (row, copy) in copies.enumerated() {
      for coordinate in 0..<size {
        lastActions[copy * size + coordinate] = actions[row * size + coordinate]
      }
      lastRewards[copy] = rewards[copy]
      hasBegun[copy] = true
    }
  }
}

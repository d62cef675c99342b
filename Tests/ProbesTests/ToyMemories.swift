import Gym
import Numerics

/// An agent that acts at random, and whose memory and intentions are simple functions of its trial.
struct ToyMemory: RememberingAgent {
  /// What a copy remembers.
  enum Content {
    /// How often each arm was pulled and paid, and the posterior mean of each under a uniform prior.
    case counts(arms: Int)
    /// The number of steps that were played.
    case steps
    /// The numbers of its task, by copy, which no agent could know.
    case given([[Float]])
    /// A number drawn at the trial's beginning, which says nothing.
    case noise
  }

  /// What a copy intends: a share of either is what its first number says, the rest what it did last.
  enum Intention {
    /// An arm of several.
    case arm(count: Int, shareOfMemory: Float)
    /// A point, given by the memory's first number.
    case point
  }

  let content: Content
  let intention: Intention
  private var random: RandomAgent
  private var lastActions: [Float] = []
  private var lastRewards: [Float] = []
  private var hasActed: [Bool] = []
  private var intended: [Float] = []
  var memories: [Float] = []

  init(_ content: Content, _ intention: Intention, of distribution: TaskDistribution) {
    self.content = content
    self.intention = intention
    random = RandomAgent(actionSpace: distribution.specification.actionSpace)
  }

  var experience: Experience { .separate }

  var memorySize: Int {
    switch content {
    case .counts(let arms): 3 * arms
    case .given(let numbers): numbers[0].count
    case .steps, .noise: 1
    }
  }

  mutating func begin(_ block: Block) {
    random.begin(block)
    guard block.isFirst else { return }
    lastActions = Array(repeating: 0, count: block.copyCount)
    lastRewards = lastActions
    hasActed = Array(repeating: false, count: block.copyCount)
    memories = (0..<block.copyCount).flatMap { copy -> [Float] in
      switch content {
      case .counts(let arms):
        Array(repeating: 0, count: 2 * arms) + Array(repeating: 0.5, count: arms)
      case .given(let numbers): numbers[copy]
      case .steps: [0]
      case .noise: [block.key.child(.measurement).uniform(UInt32(copy))]
      }
    }
  }

  mutating func act(on view: View, actions: inout [Float]) {
    random.act(on: view, actions: &actions)
    intended = []
    for copy in view.copies {
      if hasActed[copy] { remember(copy) }
      intend(copy)
    }
  }

  private mutating func remember(_ copy: Int) {
    let start = copy * memorySize
    switch content {
    case .counts(let arms):
      let arm = Int(lastActions[copy])
      memories[start + arm] += 1
      memories[start + arms + arm] += lastRewards[copy]
      memories[start + 2 * arms + arm] =
        (memories[start + arms + arm] + 1) / (memories[start + arm] + 2)
    case .steps: memories[start] += 1
    case .given, .noise: break
    }
  }

  private mutating func intend(_ copy: Int) {
    let number = memories[copy * memorySize]
    switch intention {
    case .arm(let count, let share):
      var probabilities = [Float](repeating: 0, count: count)
      probabilities[min(count - 1, Int(number * Float(count)))] += share
      probabilities[Int(lastActions[copy])] += 1 - share
      intended += probabilities
    case .point: intended += [number, -number]
    }
  }

  mutating func observe(_ outcome: Outcome) {
    let size = outcome.actions.count / outcome.view.copies.count
    for (row, copy) in outcome.view.copies.enumerated() {
      lastActions[copy] = outcome.actions[row * size]
      lastRewards[copy] = outcome.rewards[copy]
      hasActed[copy] = true
    }
  }

  var insight: AgentInsight? {
    if case .point = intention {
      return AgentInsight(
        memory: memories, memorySize: memorySize, probabilities: [], means: intended)
    }
    return AgentInsight(memory: memories, memorySize: memorySize, probabilities: intended)
  }
}

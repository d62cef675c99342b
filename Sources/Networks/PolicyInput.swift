package import Tensors

/// What enters a policy's network at each step.
public struct PolicyInput: Equatable, Sendable {
  /// The numbers of an observation, O.
  public var observationSize: Int
  /// The numbers of the embedding, C; 0 for none.
  ///
  /// An embedding is part of the parameters and is appended to each row. CAVIA adapts it by gradient
  /// steps; the parameter's name is "context".
  public var embeddingSize: Int
  /// What enters of the step before; `nil` for policies without a memory.
  public var history: PolicyHistory?

  /// Describes the input.
  ///
  /// - Precondition: The size of the embedding is not negative.
  public init(observationSize: Int, embeddingSize: Int = 0, history: PolicyHistory? = nil) {
    precondition(embeddingSize >= 0, "PolicyInput: an embedding of \(embeddingSize) numbers.")
    self.observationSize = observationSize
    self.embeddingSize = embeddingSize
    self.history = history
  }

  /// The numbers of a row that enter the network beside the embedding.
  package var rowSize: Int { observationSize + (history?.size ?? 0) }
}

/// What enters a policy's network of the step before, after the observation: the last action, the last
/// reward, and two flags.
///
/// A discrete action is one-hot; where a trial begins, action and reward are 0, which no action is. In later
/// episodes of a trial both are those of the last step of the episode before.
///
/// - Source: Duan et al. 2016, section 2.2, <https://arxiv.org/abs/1611.02779>; the flag of the trial's
///   beginning is Fledge's own.
public struct PolicyHistory: Equatable, Sendable {
  /// The kind of actions.
  public var actionKind: ActionKind
  /// What rewards are multiplied by, a constant of the policy.
  public var rewardScale: Float
  /// Whether there are flags: 1 where an episode begins, and 1 where the trial begins.
  public var hasFlags: Bool

  /// Describes the input.
  public init(actionKind: ActionKind, rewardScale: Float, hasFlags: Bool = true) {
    self.actionKind = actionKind
    self.rewardScale = rewardScale
    self.hasFlags = hasFlags
  }

  /// The numbers of an action in a row.
  var actionWidth: Int { PolicyHead.outputSize(actionKind) }

  /// The numbers of an action as an environment takes it, A.
  package var actionSize: Int {
    switch actionKind {
    case .continuous(let size): size
    case .discrete: 1
    }
  }

  /// The numbers of a row.
  var size: Int { actionWidth + 1 + (hasFlags ? 2 : 0) }
}

/// The step before, of one copy.
package struct PreviousStep {
  /// Where its action begins in an array of actions.
  package var actionIndex: Int
  /// Its reward, not scaled.
  package var reward: Float

  /// Describes a step.
  package init(actionIndex: Int, reward: Float) {
    self.actionIndex = actionIndex
    self.reward = reward
  }
}

extension PolicyHistory {
  /// Writes what follows the observation in a row.
  ///
  /// - Parameters:
  ///   - previous: The step before; `nil` where the trial begins.
  ///   - actions: Has its action.
  ///   - isEpisodeStart: Whether an episode begins.
  ///   - rows: Receives the numbers.
  ///   - start: Where.
  @_specialize(where Scalar == Float)
  package func write<Scalar: TensorScalar>(
    _ previous: PreviousStep?, _ actions: [Float], isEpisodeStart: Bool, to rows: inout [Scalar],
    at start: Int
  ) {
    for index in start..<start + size { rows[index] = 0 }
    if let previous {
      switch actionKind {
      case .continuous(let count):
        for coordinate in 0..<count {
          rows[start + coordinate] = Scalar(actions[previous.actionIndex + coordinate])
        }
      case .discrete(let count):
        let action = actions[previous.actionIndex]
        if action >= 0, action < Float(count) {
          rows[start + Int(action)] = 1
        } else {
          // No choice, as outputs that are not finite give: whatever follows is not finite either.
          rows[start] = .nan
        }
      }
      rows[start + actionWidth] = Scalar(previous.reward * rewardScale)
    }
    guard hasFlags else { return }
    rows[start + actionWidth + 1] = isEpisodeStart ? 1 : 0
    rows[start + actionWidth + 2] = previous == nil ? 1 : 0
  }
}

/// Complete episodes of one task, one after the other, each with its own length.
///
/// B is the number of steps of all episodes together; episode `e` owns rows
/// `offsets[e]..<offsets[e + 1]`. There are no padded rows.
public struct Rollouts: Equatable, Sendable {
  /// How many numbers an observation has, O.
  public var observationSize: Int
  /// How many numbers an action has, A.
  public var actionSize: Int
  /// What the policy saw before each step, `[B, O]` row-major.
  public var observations: [Float] = []
  /// What it chose, `[B, A]` row-major.
  public var actions: [Float] = []
  /// The reward of each step, `[B]`.
  public var rewards: [Float] = []
  /// The log probability of each action where the agent gave it, `[B]`; otherwise empty.
  public var logProbabilities: [Float] = []
  /// What the agent expected before each step, `[B]`; empty if it gave nothing.
  public var values: [Float] = []
  /// What was revealed after each step, `[B, V]` row-major; empty where nothing is.
  public var targets: [Float] = []
  /// Where each episode begins, and B at the end, `[E + 1]`.
  public var offsets: [Int] = [0]
  /// Whether each episode ended by itself; if not, it was cut at the horizon, `[E]`.
  public var isTerminated: [Bool] = []
  /// What the last step of each episode led to, `[E, O]` row-major.
  public var finalObservations: [Float] = []

  /// Creates rollouts without episodes.
  public init(observationSize: Int, actionSize: Int) {
    self.observationSize = observationSize
    self.actionSize = actionSize
  }

  /// How many steps there are, B.
  public var stepCount: Int { rewards.count }

  /// How many episodes there are, E.
  public var episodeCount: Int { isTerminated.count }

  /// The rows of an episode.
  public func rows(ofEpisode episode: Int) -> Range<Int> {
    offsets[episode]..<offsets[episode + 1]
  }

  /// The undiscounted sum of rewards of each episode, `[E]`, summed in double precision.
  public var episodeReturns: [Double] {
    (0..<episodeCount).map { episode in
      rows(ofEpisode: episode).reduce(0.0) { $0 + Double(rewards[$1]) }
    }
  }

  /// The mean of the undiscounted returns.
  public var meanReturn: Double {
    episodeReturns.reduce(0, +) / Double(max(1, episodeCount))
  }
}

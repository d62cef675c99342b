public import Numerics

/// Many copies of one environment, each on a task of its own, stepped together: the only way modules
/// use an environment.
///
/// A copy's last observation stays in `observations` after its episode ended, until it is reset. What
/// happens in a copy depends on its task, the key, its stream, how many episodes it has had since
/// `reset(key:)`, and its actions; not on the number, tasks or actions of other copies. The stream of random
/// numbers is the number of the copy, unless another is given.
public protocol EnvironmentBatch: Sendable {
  /// How many copies there are, E.
  var count: Int { get }
  /// What each copy shows now, `[E, O]` row-major; the final observation where its episode ended.
  var observations: [Float] { get }
  /// The full hidden state of each copy, `[E, S]` row-major; made anew at each reading.
  var states: [Float] { get }
  /// What each copy's latest step reveals, such as the right answer, `[E, V]` row-major; empty where
  /// the environment reveals nothing.
  var targets: [Float] { get }
  /// The reward of each copy's latest step, `[E]`; 0 if its episode had ended before or begins now.
  var rewards: [Float] { get }
  /// Whether each copy's episode ended by itself, `[E]`.
  var isTerminated: [Bool] { get }
  /// Whether each copy's episode was cut at the horizon without ending by itself, `[E]`.
  var isTruncated: [Bool] { get }
  /// How many steps each copy's episode has taken, `[E]`.
  var stepCounts: [Int] { get }

  /// Puts a copy on another task from its next episode on; the episode under way keeps its task.
  ///
  /// - Parameters:
  ///   - parameters: The task, in the order of the specification's parameters.
  ///   - copy: The number of the copy.
  /// - Precondition: There are as many parameters as the specification names, and there is such a copy.
  mutating func setTask(_ parameters: [Float], ofCopy copy: Int)

  /// Begins an episode in every copy.
  ///
  /// - Parameter key: The address of all random numbers until the next such reset.
  mutating func reset(key: RandomKey)

  /// Begins an episode in every copy, each on a stream of random numbers of its own.
  ///
  ///     batch.reset(key: key, streams: [7])  // what copy 7 of eight does after reset(key: key)
  ///
  /// - Parameters:
  ///   - key: The address of all random numbers until the next such reset.
  ///   - streams: The stream of each copy, `[E]`.
  /// - Precondition: There is a stream for each copy.
  mutating func reset(key: RandomKey, streams: [UInt32])

  /// Begins the next episode in the copies whose episode has ended, and only there.
  mutating func resetEndedEpisodes()

  /// Begins an episode in some copies, whether theirs has ended or not; the others stay as they are.
  ///
  /// - Parameters:
  ///   - chosen: Whether to begin one, for each copy, `[E]`.
  ///   - streams: A stream of random numbers for each of these copies, which then begin with their first
  ///     episode, `[E]`; `nil` to go on with the next episode.
  /// - Precondition: There is an element for each copy.
  mutating func beginEpisodes(in chosen: [Bool], streams: [UInt32]?)

  /// Takes one step in every copy.
  ///
  /// - Parameter actions: One action for each copy, `[E, A]` row-major.
  /// - Precondition: Every copy's episode is running; `actions` has E · A elements.
  mutating func step(actions: [Float])

  /// Takes one step in the copies whose episode is running; the others stay as they are.
  ///
  /// - Parameter actions: One action for each copy, `[E, A]` row-major; ignored for ended episodes.
  /// - Precondition: `actions` has E · A elements.
  mutating func stepRunning(actions: [Float])

  /// Takes one step in the copies whose episode is running, and begins the next one in the others.
  ///
  /// Gives what `stepRunning(actions:)` gives with `beginEpisodes(in:streams:)` after it, in the copies whose
  /// episode had ended before. Where episodes are short this takes half the time: no copy rests.
  /// `observations` are made anew at each reading until the next step or reset of another kind; better
  /// have them written once, by `writeObservations(to:)`.
  ///
  /// - Parameter actions: One action for each copy, `[E, A]` row-major; ignored for ended episodes.
  /// - Precondition: `actions` has E · A elements.
  mutating func stepOrBeginEpisodes(actions: [Float])

  /// Writes `observations` to memory of the caller.
  ///
  /// - Parameter rows: Receives them, `[E, O]` row-major.
  /// - Precondition: There is room for E · O numbers, and for no more.
  mutating func writeObservations(to rows: inout MutableSpan<Float>)
}

extension EnvironmentBatch {
  /// None.
  public var targets: [Float] { [] }

  /// Copies them.
  public func writeObservations(to rows: inout MutableSpan<Float>) {
    let observations = observations
    for index in rows.indices { rows[index] = observations[index] }
  }

  /// Takes the step first and then begins the episodes.
  public mutating func stepOrBeginEpisodes(actions: [Float]) {
    let hadEnded = zip(isTerminated, isTruncated).map { $0 || $1 }
    stepRunning(actions: actions)
    if hadEnded.contains(true) { beginEpisodes(in: hadEnded, streams: nil) }
  }
}

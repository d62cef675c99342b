import Gym
import Numerics

/// A decision of a trial at which memories are read.
public struct MemoryPoint: Equatable, Sendable {
  /// The episode of the trial, from 0.
  public var episode: Int
  /// The step of the decision, from 0, which is the number of steps of the episode before it; `nil` for
  /// the last decision of the episode.
  public var step: Int?

  /// Creates a point.
  public init(episode: Int, step: Int? = nil) {
    self.episode = episode
    self.step = step
  }

  /// The points of a trial: after 10, 20 and 50 % of the first episode's steps, and at the last decision of
  /// each episode.
  ///
  /// - Parameters:
  ///   - horizon: The most steps of an episode.
  ///   - episodeCount: The episodes of a trial.
  /// - Returns: The points in the order of time, without those before which nothing has happened.
  public static func points(horizon: Int, episodeCount: Int) -> [MemoryPoint] {
    var steps: [Int] = []
    for share in [0.1, 0.2, 0.5] {
      let step = Int((share * Double(horizon)).rounded())
      if (1..<max(1, horizon - 1)).contains(step), steps.last != step { steps.append(step) }
    }
    let first = steps.map { MemoryPoint(episode: 0, step: $0) }
    return first
      + (0..<episodeCount).map { MemoryPoint(episode: $0) }
      .filter { horizon > 1 || $0.episode > 0 }
  }
}

/// What memories held at some points of trials, one trial on each of some tasks.
struct MemoryReadings: Sendable {
  /// The memories at each point, `[points][n * M]`.
  var memories: [[Double]]
  /// The exact posterior means from what the memories can know, `[points][n * B]`.
  var beliefs: [[Double]]
  /// What tells the tasks apart, `[n * P]`.
  var parameters: [Double]
  /// How many steps of the trial had entered the memories, `[points][n]`.
  var steps: [[Int]]
  /// How long each task's first episode was, `[n]`.
  var firstLengths: [Int]

  /// How many copies play side by side: part of which random numbers a trial has.
  static let shardSize = 64

  /// Plays a trial on each task, by copies of the agent in trials of their own.
  ///
  /// - Parameters:
  ///   - agent: The agent before its trial.
  ///   - tasks: At least one.
  ///   - setting: Where the tasks come from, and what is read when.
  ///   - key: The address of the trials' random numbers.
  ///   - workers: The threads.
  /// - Throws: `PlayError` if actions are not finite.
  init(
    of agent: any RememberingAgent, on tasks: [[Float]], _ setting: Setting, key: RandomKey,
    workers: Workers
  ) throws {
    let shards = (tasks.count + Self.shardSize - 1) / Self.shardSize
    let parts = try workers.map(shards) { shard in
      let range = shard * Self.shardSize..<min(tasks.count, (shard + 1) * Self.shardSize)
      return try MemoryReadings(
        ofShard: agent, Array(tasks[range]), setting, key: key.child(.task, shard))
    }
    func joined<Value>(_ path: KeyPath<MemoryReadings, [[Value]]>) -> [[Value]] {
      setting.points.indices.map { point in parts.flatMap { $0[keyPath: path][point] } }
    }
    parameters = tasks.flatMap(setting.targets.values)
    memories = joined(\.memories)
    beliefs = joined(\.beliefs)
    steps = joined(\.steps)
    firstLengths = parts.flatMap(\.firstLengths)
  }

  /// Where tasks come from, and what is read when.
  struct Setting: Sendable {
    var distribution: TaskDistribution
    var episodeCount: Int
    var points: [MemoryPoint]
    /// What is known before the trial; `nil` where no exact posterior is known.
    var belief: (any TaskBelief)?
    /// What is read of a task.
    var targets: TaskTargets
  }

  private init(
    ofShard agent: any RememberingAgent, _ tasks: [[Float]], _ setting: Setting, key: RandomKey
  ) throws {
    var reader = MemoryReader(agent, points: setting.points)
    let blocks = try setting.distribution.play(
      setting.episodeCount, onEach: tasks, by: &reader, key: key)
    reader.finish()
    parameters = []
    memories = reader.memories.map { $0.map { Double($0) } }
    firstLengths = tasks.indices.map { blocks[0].rollouts.rows(ofEpisode: $0).count }
    beliefs = Array(repeating: [], count: setting.points.count)
    steps = Array(repeating: [], count: setting.points.count)
    for copy in tasks.indices {
      var knowledge = TrialKnowledge(setting.belief)
      var point = 0
      for (episode, block) in blocks.enumerated() {
        let rows = block.rollouts.rows(ofEpisode: copy)
        for row in rows {
          while point < setting.points.count,
            setting.points[point].isReached(
              episode: episode, step: row - rows.lowerBound, of: rows.count)
          {
            beliefs[point] += knowledge.belief?.means ?? []
            steps[point].append(knowledge.stepCount)
            point += 1
          }
          knowledge.learn(row, of: block.rollouts)
        }
      }
    }
  }
}

extension MemoryPoint {
  /// Whether a decision is the first at or after this point; the last decision of an episode stands for
  /// those that a shorter episode does not have.
  fileprivate func isReached(episode: Int, step: Int, of length: Int) -> Bool {
    guard episode == self.episode else { return false }
    return step == length - 1 || self.step.map { step >= $0 } ?? false
  }
}

/// What a copy can know of its task.
private struct TrialKnowledge {
  var belief: (any TaskBelief)?
  var stepCount = 0

  init(_ belief: (any TaskBelief)?) {
    self.belief = belief
  }

  mutating func learn(_ row: Int, of rollouts: Rollouts) {
    stepCount += 1
    guard belief != nil else { return }
    let (width, size) = (rollouts.observationSize, rollouts.actionSize)
    belief?.learn(
      observation: rollouts.observations[row * width..<(row + 1) * width],
      action: rollouts.actions[row * size..<(row + 1) * size], reward: rollouts.rewards[row])
  }
}

/// Plays as another agent does, and reads its memories at some points.
private struct MemoryReader: Agent {
  private var agent: any RememberingAgent
  private let points: [MemoryPoint]
  private var episode = 0
  /// `[points][E * M]`; of points that were reached.
  private(set) var memories: [[Float]] = []

  init(_ agent: any RememberingAgent, points: [MemoryPoint]) {
    self.agent = agent
    self.points = points
  }

  var experience: Experience { agent.experience }

  mutating func begin(_ block: Block) {
    // Memories of copies whose episode has ended stay as they were at its last decision.
    if !block.isFirst { finish() }
    episode = block.number
    agent.begin(block)
  }

  mutating func act(on view: View, actions: inout [Float]) {
    agent.act(on: view, actions: &actions)
    while memories.count < points.count,
      points[memories.count] == MemoryPoint(episode: episode, step: view.step)
    {
      memories.append(agent.memories)
    }
  }

  mutating func observe(_ outcome: Outcome) { agent.observe(outcome) }

  mutating func absorb(_ rollouts: Rollouts) throws { try agent.absorb(rollouts) }

  /// Reads what remains of the episode's points after its last step.
  mutating func finish() {
    while memories.count < points.count, points[memories.count].episode == episode {
      memories.append(agent.memories)
    }
  }
}

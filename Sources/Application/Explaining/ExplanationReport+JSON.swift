import Gym
import Probes
import Wording

extension ExplanationReport: Report {
  private enum Key: String, CodingKey {
    case format, policy, environment, distribution, tasks, episodes, seed, memorySize
    case probe, swap
  }

  /// Writes the object "fledge-explanation/1"; Documentation/formats.md lists its keys.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("fledge-explanation/1", forKey: .format)
    try container.encode(policy, forKey: .policy)
    try container.encode(distribution.specification.name, forKey: .environment)
    try container.encode(distribution.fullName, forKey: .distribution)
    try container.encode(plan.taskCount, forKey: .tasks)
    try container.encode(plan.episodeCount, forKey: .episodes)
    try container.encode(plan.seed, forKey: .seed)
    try container.encode(probe.memorySize, forKey: .memorySize)
    try container.encode(ProbeObject(probe), forKey: .probe)
    try container.encode(SwapObject(swap), forKey: .swap)
  }
}

/// A ratio with its interval.
private struct ShareObject: Encodable {
  var value: JSONNumber
  var confidence95: [JSONNumber]

  init(_ share: ShareEstimate) {
    value = JSONNumber(share.value)
    confidence95 = [
      JSONNumber(share.confidence95.lowerBound), JSONNumber(share.confidence95.upperBound),
    ]
  }
}

/// The scores of probes.
private struct ProbeObject: Encodable {
  var task: Group
  var posterior: Group?

  init(_ probe: MemoryProbe) {
    task = Group(probe.task)
    posterior = probe.posterior.map(Group.init)
  }

  struct Group: Encodable {
    var targets: [String]
    var constant: [String]
    var points: [Row]
    var allPoints: Row?

    init(_ group: MemoryProbe.Group) {
      targets = group.names
      constant = group.constantNames
      points = group.rows.map { Row($0, group.names) }
      allPoints = group.overall.map { Row($0, group.names) }
    }
  }

  struct Row: Encodable {
    var episode: Int?
    var step: Int?
    var steps: Double
    var memory: Score
    var untrained: Score?
    var time: Score
    var exact: Score?

    init(_ row: MemoryProbe.Row, _ names: [String]) {
      episode = row.point.map { $0.episode + 1 }
      step = row.point?.step
      steps = row.steps
      memory = Score(row.memory, names)
      untrained = row.untrained.map { Score($0, names) }
      time = Score(row.time, names)
      exact = row.exact.map { Score($0, names) }
    }
  }

  /// R² of each target that varies, by name, and their mean.
  struct Score: Encodable {
    var mean: ShareObject?
    var targets: [String: ShareObject]

    init(_ score: ProbeScore, _ names: [String]) {
      mean = score.mean.map { ShareObject($0) }
      targets = Dictionary(
        uniqueKeysWithValues: zip(names, score.targets).compactMap { name, share in
          share.map { (name, ShareObject($0)) }
        })
    }
  }
}

/// The decisions after an exchange.
private struct SwapObject: Encodable {
  var episode: Int
  var step: Int
  var pairs: Int
  var decisions: [Row]
  var all: Row

  init(_ swap: MemorySwap) {
    episode = swap.episode + 1
    step = swap.step
    pairs = swap.pairCount
    decisions = swap.rows.map { Row($0, swap.isDiscrete) }
    all = Row(swap.overall, swap.isDiscrete)
  }

  struct Row: Encodable {
    var decision: Int?
    var compared: Int
    var differing: Int?
    var donor: ShareObject?
    var own: Double?
    var wayToDonor: ShareObject?
    var distanceToDonor: Double
    var distanceToOwn: Double
    var distanceBetween: Double

    init(_ row: MemorySwap.Row, _ isDiscrete: Bool) {
      decision = row.decision
      compared = row.compared
      differing = isDiscrete ? row.differing : nil
      donor = row.following.map { ShareObject($0) }
      own = row.keeping
      wayToDonor = row.way.map { ShareObject($0) }
      distanceToDonor = row.distanceToDonor
      distanceToOwn = row.distanceToOwn
      distanceBetween = row.distanceBetween
    }
  }
}

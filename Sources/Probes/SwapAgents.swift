import Gym

/// Where memories are exchanged: before a decision of one episode.
struct SwapCut: Equatable, Sendable {
  /// The episode of the trial, from 0.
  var episode: Int
  /// The step of the decision, from 0.
  var step: Int
  /// How many decisions are compared at most, this one included.
  var decisionLimit: Int

  /// The number of a decision after the exchange, from 0; `nil` if it is not compared.
  func decision(episode: Int, step: Int) -> Int? {
    let number = step - self.step
    return episode == self.episode && (0..<decisionLimit).contains(number) ? number : nil
  }
}

/// The copy whose memory a copy receives: the other one of its pair.
func swapPartner(_ copy: Int) -> Int { copy ^ 1 }

/// Plays as another agent does, and keeps it as it was before each decision that is compared.
struct TrialWatcher: Agent {
  /// The agent just before a decision, and the copies that were about to act.
  struct Moment {
    var agent: any RememberingAgent
    var copies: [Int]
  }

  private var agent: any RememberingAgent
  private let cut: SwapCut
  private var episode = 0
  /// The moments from the exchange on.
  private(set) var moments: [Moment] = []

  init(_ agent: any RememberingAgent, cut: SwapCut) {
    self.agent = agent
    self.cut = cut
  }

  var experience: Experience { agent.experience }

  mutating func begin(_ block: Block) {
    episode = block.number
    agent.begin(block)
  }

  mutating func act(on view: View, actions: inout [Float]) {
    if cut.decision(episode: episode, step: view.step) != nil {
      moments.append(Moment(agent: agent, copies: view.copies))
    }
    agent.act(on: view, actions: &actions)
  }

  mutating func observe(_ outcome: Outcome) { agent.observe(outcome) }

  mutating func absorb(_ rollouts: Rollouts) throws { try agent.absorb(rollouts) }
}

/// Plays as another agent does, but exchanges the memories of each pair of copies once, and compares what
/// follows with what either of the pair would do in its place.
struct SwappingAgent: Agent {
  private var agent: any RememberingAgent
  private let cut: SwapCut
  /// Those of the same trials without an exchange.
  private let moments: [TrialWatcher.Moment]
  private var episode = 0
  private var swapped: Set<Int> = []
  /// The comparisons of each pair, summed, `[decisions][pairs]`.
  private(set) var sums: [[SwapSums]]

  init(
    _ agent: any RememberingAgent, cut: SwapCut, pairCount: Int, moments: [TrialWatcher.Moment]
  ) {
    self.agent = agent
    self.cut = cut
    self.moments = moments
    sums = Array(
      repeating: Array(repeating: SwapSums(), count: pairCount), count: moments.count)
  }

  var experience: Experience { agent.experience }

  mutating func begin(_ block: Block) {
    episode = block.number
    agent.begin(block)
  }

  mutating func act(on view: View, actions: inout [Float]) {
    let decision = cut.decision(episode: episode, step: view.step)
    if decision == 0 { swapMemories(of: view.copies) }
    agent.act(on: view, actions: &actions)
    if let decision, moments.indices.contains(decision) {
      compare(decision, view, actionSize: actions.count / view.copies.count)
    }
  }

  mutating func observe(_ outcome: Outcome) { agent.observe(outcome) }

  mutating func absorb(_ rollouts: Rollouts) throws { try agent.absorb(rollouts) }

  /// Exchanges the memories of pairs of which both are running.
  private mutating func swapMemories(of copies: [Int]) {
    let running = Set(copies)
    swapped = running.filter { running.contains(swapPartner($0)) }
    let memories = agent.memories
    let size = agent.memorySize
    var exchanged = memories
    for copy in swapped {
      let partner = swapPartner(copy)
      exchanged.replaceSubrange(
        copy * size..<(copy + 1) * size, with: memories[partner * size..<(partner + 1) * size])
    }
    agent.memories = exchanged
  }

  private mutating func compare(_ decision: Int, _ view: View, actionSize: Int) {
    let running = Set(moments[decision].copies)
    let rows = view.copies.indices.filter { row in
      let copy = view.copies[row]
      return swapped.contains(copy) && running.contains(copy)
        && running.contains(swapPartner(copy))
    }
    guard !rows.isEmpty, let choices = agent.insight?.choices(count: view.copies.count) else {
      return
    }
    let size = view.observations.count / view.copies.count
    let places = rows.map { row in
      Place(
        copy: view.copies[row],
        observation: view.observations[row * size..<(row + 1) * size])
    }
    let own = alternatives(decision, places, view.step, actionSize: actionSize) { $0 }
    let donor = alternatives(decision, places, view.step, actionSize: actionSize, by: swapPartner)
    for (index, row) in rows.enumerated() {
      sums[decision][view.copies[row] / 2].add(
        choice: choices.row(row), own: own[index], donor: donor[index],
        isDiscrete: choices.isDiscrete)
    }
  }

  /// A copy and what it sees.
  private struct Place {
    var copy: Int
    var observation: ArraySlice<Float>
  }

  /// What the undisturbed trials would choose if they saw what swapped copies see.
  private func alternatives(
    _ decision: Int, _ places: [Place], _ step: Int, actionSize: Int, by actor: (Int) -> Int
  ) -> [ArraySlice<Float>] {
    let order = places.indices.sorted { actor(places[$0].copy) < actor(places[$1].copy) }
    var agent = moments[decision].agent
    var actions = [Float](repeating: 0, count: places.count * actionSize)
    agent.act(
      on: View(
        step: step, copies: order.map { actor(places[$0].copy) },
        observations: order.flatMap { places[$0].observation }), actions: &actions)
    guard let choices = agent.insight?.choices(count: places.count) else { return [] }
    var result = Array(repeating: ArraySlice<Float>(), count: places.count)
    for (row, place) in order.enumerated() { result[place] = choices.row(row) }
    return result
  }
}

/// What copies intend: probabilities of discrete actions, or means of continuous ones.
private struct Choices {
  var isDiscrete: Bool
  var values: [Float]
  var width: Int

  func row(_ number: Int) -> ArraySlice<Float> {
    values[number * width..<(number + 1) * width]
  }
}

extension AgentInsight {
  fileprivate func choices(count: Int) -> Choices {
    let values = probabilities.isEmpty ? means : probabilities
    return Choices(
      isDiscrete: !probabilities.isEmpty, values: values, width: values.count / max(1, count))
  }
}

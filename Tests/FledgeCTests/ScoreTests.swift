import CFledge
import Environments
import FledgeC
import Foundation
import Gym
import Numerics
import Scoring
import Testing

/// `fledge_score`, called as a program in C calls it.
struct ScoreTests {
  /// A player of the catalog plays through the C functions as it plays without them.
  @Test(
    arguments: [
      ("bandit/bernoulli", "thompson"), ("bandit/contextual", "greedy"),
      ("cart-pole/reversed", "random"),
      ("point-robot/goals", "random"),
    ], [nil, 3])
  func `an agent behind functions has the score that it has without them`(
    _ player: (distribution: String, name: String), episodes: Int?
  ) throws {
    let distribution = try Distribution(player.distribution)
    let own = try Catalog.distribution(named: player.distribution)
    let named = try own.agent(named: player.name)
    let counts = episodes.map { "\"episodes\": \($0)" } ?? "\"steps\": 2, \"rollouts\": 5"
    let text = try ForeignPlayer(own, named).score(
      distribution, "{\"name\": \"\(player.name)\", \"tasks\": 6, \"seed\": 4, \(counts)}")

    let scoring = ScoringProtocol(
      taskCount: 6, stepCount: 2, rolloutCount: episodes == nil ? 5 : 1,
      experience: episodes == nil ? .pooled : .separate, seed: 4)
    let score = try Score(
      of: named, distribution: own, by: scoring, known: Catalog.anchors(of: own, .test),
      workers: Workers(count: 1))
    let document = ScoreDocument(
      ScoreSheet(scoring: scoring, score: PooledScore([score], by: scoring)), of: own)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let wanted = try String(decoding: encoder.encode(document), as: UTF8.self)
    #expect(text == wanted)
  }

  @Test func `every trial has an agent of its own, which ends`() throws {
    let distribution = try Distribution("bandit/bernoulli")
    let own = try Catalog.distribution(named: "bandit/bernoulli")
    let player = try ForeignPlayer(own, own.agent(named: "greedy"))
    _ = try player.score(distribution, "{\"tasks\": 3, \"episodes\": 2, \"rollouts\": 2}")
    #expect(player.begun.sorted() == player.begun && Set(player.begun).count == 6)
    #expect(player.agents.isEmpty)
  }

  @Test func `a failing function ends the score`() throws {
    let distribution = try Distribution("bandit/bernoulli")
    let own = try Catalog.distribution(named: "bandit/bernoulli")
    let player = try ForeignPlayer(own, own.agent(named: "greedy"))
    player.callsUntilFailure = 5
    #expect(
      message { _ = try player.score(distribution, "{\"tasks\": 3}") }
        == "The function 'act' of the agent has failed.")
    #expect(player.callsAfterFailure == 0)
    #expect(player.agents.isEmpty)
  }

  @Test(arguments: [Float.nan, -1, 5, 0.5])
  func `an action that there is not is refused`(action: Float) throws {
    let distribution = try Distribution("bandit/bernoulli")
    let own = try Catalog.distribution(named: "bandit/bernoulli")
    let player = try ForeignPlayer(own, own.agent(named: "greedy"))
    player.action = action
    #expect(
      message { _ = try player.score(distribution, "{\"tasks\": 3, \"steps\": 0}") }
        == "The agent's action is \(action), but must be a whole number from 0 to 4.")
  }

  @Test(arguments: [
    ("{\"tasks\": 0}", "There are 0 tasks, but from 1 to 100000 are possible."),
    ("{\"steps\": 1, \"episodes\": 2}", "A trial has K steps or K + 1 episodes"),
    ("{\"episodesPerStep\": 2}", "The episodes of a step can only be given for separate trials"),
    (
      "{\"episodes\": 3, \"episodesPerStep\": 3}", "A step after 3 episodes leaves nothing to learn"
    ),
    ("{\"split\": \"tests\"}", "There is no split 'tests'."),
    ("[]", "The protocol '[]' is not a JSON object"),
    ("{\"tasks\": \"many\"}", "is not a JSON object such as"),
  ])
  func `a wrong protocol is refused`(text: String, wanted: String) throws {
    let distribution = try Distribution("bandit/bernoulli")
    let own = try Catalog.distribution(named: "bandit/bernoulli")
    let player = try ForeignPlayer(own, own.agent(named: "greedy"))
    let found = message { _ = try player.score(distribution, text) }
    #expect(found?.contains(wanted) == true, "\(found ?? "nothing")")
    #expect(player.begun.isEmpty)
  }

  @Test func `random numbers are those of their address`() throws {
    let key = RandomKey(seed: 7)
    var child = [UInt32](repeating: 0, count: 2)
    unsafe fledge_random_child(key.address, RandomPurpose.actions.rawValue, 3, &child)
    #expect(child == key.child(.actions, 3).address)
    var (words, normals, betas) = (
      [UInt32](repeating: 0, count: 8), [Float](repeating: 0, count: 4), [0.0, 0]
    )
    unsafe fledge_random_words(child, 2, [1, 2, 3, 4, 5, 6], &words)
    unsafe fledge_random_normals(child, 2, [1, 2, 3, 4, 5, 6], &normals)
    let own = RandomKey(address: child)
    for (place, position) in [SIMD3<UInt32>(1, 2, 3), [4, 5, 6]].enumerated() {
      let bits = own.bits(position.x, position.y, position.z)
      #expect(Array(words[4 * place..<4 * place + 4]) == (0..<4).map { bits[$0] })
      let pair = own.normals(position.x, position.y, position.z)
      #expect(Array(normals[2 * place..<2 * place + 2]) == [pair.x, pair.y])
    }
    try unsafe calling { error in
      unsafe fledge_random_betas(child, 2, [1, 2, 4, 5], [3, 1], [2, 4], &betas, error) == 0
        ? () : nil
    }
    #expect(betas == [own.beta(3, 2, 1, 2), own.beta(1, 4, 4, 5)])
    let text = message {
      try unsafe calling { error in
        unsafe fledge_random_betas(child, 1, [1, 2], [0.5], [2], &betas, error) == 0 ? () : nil
      }
    }
    #expect(text?.contains("0.5 and 2.0") == true)
  }
}

/// An agent of the catalog behind C functions.
final class ForeignPlayer {
  let (distribution, named): (TaskDistribution, NamedAgent)
  var agents: [UInt64: any Agent] = [:]
  var begun: [UInt64] = []
  /// How many calls succeed.
  var callsUntilFailure = Int.max
  var callsAfterFailure = 0
  /// What it does instead of what the agent chooses.
  var action: Float?

  init(_ distribution: TaskDistribution, _ named: NamedAgent) throws {
    (self.distribution, self.named) = (distribution, named)
  }

  var observationSize: Int { distribution.specification.observationSpace.size }
  var actionSize: Int { distribution.specification.actionSpace.size }

  func score(_ distribution: Distribution, _ text: String) throws -> String {
    var functions = unsafe fledge_agent()
    unsafe functions.context = Unmanaged.passUnretained(self).toOpaque()
    unsafe functions.begin = { context, trial, block in
      guard let player = unsafe ForeignPlayer.at(context), let block = unsafe block?.pointee
      else { return 9 }
      if unsafe block.number == 0 {
        player.agents[trial] = player.named.make([])
        player.begun.append(trial)
      }
      return player.succeeds {
        let key = unsafe RandomKey(address: [block.key[0], block.key[1]])
        unsafe player.agents[trial]?.begin(
          Block(number: block.number, copyCount: block.copies, key: key))
      }
    }
    unsafe functions.act = { context, trial, view, actions in
      guard let player = unsafe ForeignPlayer.at(context), let view = unsafe view?.pointee,
        let actions = unsafe actions
      else { return 9 }
      return player.succeeds {
        let view = unsafe player.view(view)
        var chosen = [Float](repeating: 0, count: view.copies.count * player.actionSize)
        player.agents[trial]?.act(on: view, actions: &chosen)
        for index in chosen.indices { unsafe actions[index] = player.action ?? chosen[index] }
      }
    }
    unsafe functions.observe = { context, trial, outcome in
      guard let player = unsafe ForeignPlayer.at(context), let outcome = unsafe outcome?.pointee
      else { return 9 }
      return player.succeeds {
        let view = unsafe player.view(outcome.view)
        let count = view.copies.count
        func numbers(_ pointer: UnsafePointer<Float>?, _ size: Int) -> [Float] {
          unsafe Array(UnsafeBufferPointer(start: pointer, count: count * size))
        }
        func flags(_ pointer: UnsafePointer<UInt8>?) -> [Bool] {
          unsafe UnsafeBufferPointer(start: pointer, count: count).map { $0 != 0 }
        }
        // The players of these tests read rewards alone, of each copy of the block.
        var rewards = [Float](repeating: .nan, count: 1 + (view.copies.last ?? 0))
        for (row, copy) in view.copies.enumerated() { unsafe rewards[copy] = outcome.rewards[row] }
        unsafe player.agents[trial]?.observe(
          Outcome(
            view: view, actions: numbers(outcome.actions, player.actionSize), rewards: rewards,
            isTerminated: flags(outcome.terminated), isTruncated: flags(outcome.truncated),
            nextObservations: numbers(outcome.next_observations, player.observationSize),
            targets: numbers(outcome.targets, outcome.target_size)))
      }
    }
    unsafe functions.absorb = { context, trial, rollouts in
      guard let player = unsafe ForeignPlayer.at(context), let foreign = unsafe rollouts?.pointee
      else { return 9 }
      return player.succeeds {
        var rollouts = Rollouts(
          observationSize: player.observationSize, actionSize: player.actionSize)
        rollouts.offsets = unsafe (0...foreign.episodes).map { unsafe foreign.offsets[$0] }
        let steps = unsafe rollouts.offsets[foreign.episodes]
        func numbers(_ pointer: UnsafePointer<Float>?, _ count: Int) -> [Float] {
          unsafe Array(UnsafeBufferPointer(start: pointer, count: count))
        }
        unsafe rollouts.observations = numbers(
          foreign.observations, steps * player.observationSize)
        unsafe rollouts.actions = numbers(foreign.actions, steps * player.actionSize)
        unsafe rollouts.rewards = numbers(foreign.rewards, steps)
        rollouts.isTerminated = unsafe (0..<foreign.episodes).map {
          unsafe foreign.terminated[$0] != 0
        }
        unsafe rollouts.finalObservations = numbers(
          foreign.final_observations, foreign.episodes * player.observationSize)
        try player.agents[trial]?.absorb(rollouts)
      }
    }
    unsafe functions.end = { context, trial in
      unsafe ForeignPlayer.at(context)?.agents[trial] = nil
    }
    let result = try unsafe calling { error in
      unsafe fledge_score(distribution.pointer, &functions, text, error)
    }
    defer { unsafe fledge_free(result) }
    return unsafe String(cString: result)
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> ForeignPlayer? {
    unsafe context.map { unsafe Unmanaged<ForeignPlayer>.fromOpaque($0).takeUnretainedValue() }
  }

  private func succeeds(_ body: () throws -> Void) -> Int32 {
    callsUntilFailure -= 1
    if callsUntilFailure < -1 { callsAfterFailure += 1 }
    guard callsUntilFailure >= 0 else { return 1 }
    return (try? body()) == nil ? 2 : 0
  }

  private func view(_ view: fledge_view) -> View {
    unsafe View(
      step: view.step, copies: (0..<view.count).map { unsafe view.copies[$0] },
      observations: (0..<view.count * observationSize).map { unsafe view.observations[$0] })
  }
}

import CFledge
import Environments
import FledgeC
import Foundation
import Gym
import Numerics
import Testing

/// The library of C functions, called as a program in C calls it.
struct CopiesTests {
  /// Copies do what one copy with their stream does alone, in every mode, with tasks drawn for each trial.
  @Test(arguments: [FLEDGE_NEXT_STEP, FLEDGE_SAME_STEP], [0, 1, 3])
  func `many copies do what each does alone`(autoreset: Int, episodesPerTrial: Int) throws {
    let distribution = try Distribution("cart-pole/reversed")
    func make(_ count: Int) throws -> Copies {
      try Copies(
        distribution, count: count, episodesPerTrial: episodesPerTrial, autoreset: autoreset)
    }
    let many = try make(20)
    try many.begin(streams: (0..<20).map { UInt32(5 + $0) })
    let alone = try (0..<20).map { copy in
      let one = try make(1)
      try one.begin(streams: [UInt32(5 + copy)])
      return one
    }
    var episodes = 0
    for step in 0..<120 {
      let actions = (0..<20).map { Float(($0 + step / (1 + $0 % 3)) % 2) }
      try many.step(actions)
      for copy in 0..<20 {
        try alone[copy].step([actions[copy]])
        #expect(many.row(copy) == alone[copy].row(0), "step \(step), copy \(copy)")
        if many.hasEnded(copy) { episodes += 1 }
      }
      let ended = (0..<20).count { many.hasEnded($0) }
      let (begun, trials) = (
        (0..<20).count { many.begun($0) > 0 }, (0..<20).count { many.begun($0) == 2 }
      )
      #expect(many.counts == [ended, begun, trials])
    }
    #expect(episodes > 40)
  }

  @Test func `choices are whole numbers instead of actions`() throws {
    let distribution = try Distribution("cart-pole/reversed")
    let (floats, choices) = try (
      Copies(distribution, count: 40), Copies(distribution, count: 40, hasChoices: true)
    )
    try floats.begin()
    try choices.begin()
    for step in 0..<100 {
      let actions = (0..<40).map { Int64(($0 + step / (1 + $0 % 3)) % 2) }
      try floats.step(actions.map { Float($0) })
      try choices.step(choices: actions)
      for copy in 0..<40 { #expect(choices.row(copy) == floats.row(copy)) }
    }
    for choice in [-1, 2, 1 << 32, .max, .min] as [Int64] {
      #expect(
        message { try choices.step(choices: [0, choice]) }
          == "The action of copy 1 is \(choice), but must be a whole number from 0 to 1.")
    }
    #expect(
      message {
        let robots = try Copies(Distribution("point-robot/goals"), count: 2, hasChoices: true)
        try robots.begin()
        try robots.step([0.5, 0, 0, 0])
      } == nil)
  }

  @Test func `the next step after an end begins an episode and takes no action`() throws {
    let copies = try Copies(
      Distribution("bandit/bernoulli", options: "{\"pulls\": 3}"), count: 2)
    try copies.begin()
    #expect(copies.begun(0) == 2)
    for step in 0..<8 {
      try copies.step([Float(step % 5), 0])
      let place = step % 4
      #expect(copies.hasEnded(0) == (place == 2))
      #expect(copies.begun(0) == (place == 3 ? 1 : 0))
      if place == 3 { #expect(copies.reward(0) == 0 && copies.reward(1) == 0) }
    }
  }

  @Test func `trials draw the tasks of their split, each its own`() throws {
    let distribution = try Distribution("bandit/bernoulli", options: "{\"pulls\": 1}")
    let copies = try Copies(
      distribution, split: "test", count: 3, episodesPerTrial: 2, autoreset: FLEDGE_SAME_STEP)
    try copies.begin(streams: [7, 8, 9])
    let wanted = try (0..<3).map { copy in
      try distribution.tasks("test", seed: UInt64(7 + copy), count: 3, size: 5)
    }
    for episode in 0..<6 {
      for copy in 0..<3 {
        let first = episode / 2 * 5
        #expect(copies.task(copy) == Array(wanted[copy][first..<first + 5]))
        #expect(copies.begun(copy) == (episode % 2 == 0 ? 2 : 1))
      }
      try copies.step([0, 1, 2])
    }
  }

  @Test func `tasks are those of the program's scores`() throws {
    let tasks = try Distribution("point-robot/goals").tasks(
      "test", seed: 1, first: 3, count: 2, size: 2)
    let own = try Catalog.distribution(named: "point-robot/goals")
    #expect(
      tasks == (try own.task(.test, index: 3, key: RandomKey(seed: 1)))
        + (try own.task(.test, index: 4, key: RandomKey(seed: 1))))
  }

  @Test func `a task that is set stays until another is, or until tasks are drawn again`() throws {
    let copies = try Copies(
      Distribution("point-robot/goals"), count: 2, episodesPerTrial: 1, autoreset: FLEDGE_DISABLED)
    try copies.begin(streams: [1, 2])
    let drawn = copies.task(0)
    try copies.setTask([0.25, -0.125], ofCopy: 0)
    #expect(copies.task(0) == drawn)
    let other = copies.task(1)
    try copies.begin([1, 0])
    #expect(copies.task(0) == [0.25, -0.125] && copies.task(1) == other)
    try copies.begin([1, 0])
    try copies.begin(streams: [3, 2])
    #expect(copies.task(0) == [0.25, -0.125])
    try copies.setTask(nil, ofCopy: 0)
    try copies.begin(streams: [1, 2])
    #expect(copies.task(0) == drawn)
  }

  @Test func `without resets an ended episode has to be begun`() throws {
    let copies = try Copies(
      Distribution("bandit/two-armed", options: "{\"pulls\": 2}"), count: 2,
      autoreset: FLEDGE_DISABLED)
    try copies.begin()
    try copies.step([0, 1])
    try copies.step([0, 1])
    #expect(
      message { try copies.step([0, 1]) }
        == "The episode of copy 0 has ended. Begin its next one before the next step.")
    try copies.begin([1, 0])
    #expect(message { try copies.step([0, 1]) }?.contains("copy 1") == true)
    try copies.begin([0, 1])
    try copies.step([0, 1])
    #expect(!copies.hasEnded(0) && !copies.hasEnded(1))
  }

  @Test func `wrong calls say what is wrong`() throws {
    #expect(
      message { _ = try Distribution("point-robot/goal") }?
        .hasPrefix("There is no distribution 'goal' of 'point-robot'. Did you mean 'goals'?")
        == true)
    #expect(
      message { _ = try Distribution("bandit/bernoulli", options: "{\"arms\": 1}") }?
        .contains("a whole number from 2 to 50") == true)
    #expect(
      message { _ = try Distribution("bandit/bernoulli", options: "[1]") }?
        .contains("not a JSON object") == true)
    let goals = try Distribution("point-robot/goals")
    #expect(
      message { _ = try goals.tasks("tests", seed: 1, count: 1, size: 2) }
        == "There is no split 'tests'. Use 'train', 'test' or 'shifted'.")
    #expect(
      message { _ = try Copies(goals, tasks: [9e30, 0], count: 1) } != nil)
    #expect(message { _ = try Copies(goals, count: 0) }?.contains("0 copies") == true)
    #expect(
      message { _ = try Copies(goals, count: 1, autoreset: 7) }?
        .contains("no autoreset mode 7") == true)
    let copies = try Copies(goals, count: 2)
    #expect(
      message { try copies.step([0, 0, 0, 0]) }?.hasPrefix("Episodes have not begun") == true)
    #expect(message { try copies.begin([1, 0]) }?.hasPrefix("Episodes have not begun") == true)
    try copies.begin()
    #expect(
      message { try copies.step([0, 0, .nan, 0]) }
        == "The action of copy 1 has a number that is not finite: nan.")
    #expect(
      message { try copies.setTask([0, 0], ofCopy: 2) }?.hasPrefix("There is no copy 2") == true)
    let bandit = try Copies(
      Distribution("bandit/two-armed"), count: 1)
    try bandit.begin()
    for action: Float in [-1, 2, 0.5, .infinity] {
      #expect(message { try bandit.step([action]) }?.contains("from 0 to 1") == true)
    }
  }

  @Test func `descriptions are JSON`() throws {
    func object(_ text: UnsafeMutablePointer<CChar>?) throws -> Any {
      let text = unsafe try #require(text)
      defer { unsafe fledge_free(text) }
      return try JSONSerialization.jsonObject(with: Data(unsafe String(cString: text).utf8))
    }
    let catalog = try #require(unsafe object(fledge_catalog()) as? [[String: Any]])
    #expect(catalog.compactMap { $0["name"] as? String } == Catalog.entries.map(\.fullName))
    for entry in Catalog.entries {
      let distribution = try Distribution(entry.fullName)
      let facts = try #require(
        unsafe object(fledge_distribution_describe(distribution.pointer)) as? [String: Any])
      let own = try Catalog.distribution(named: entry.fullName)
      #expect(facts["horizon"] as? Int == own.specification.horizon)
      #expect((facts["parameters"] as? [Any])?.count == own.specification.parameters.count)
      let levels = try #require(facts["levels"] as? [String: [String: Double]])
      let oracle = try #require(levels["test"]?["oracle"])
      let known = try #require(Catalog.anchors(of: own, .test)?.oracle.mean)
      // This reader of JSON rounds the last digit.
      #expect(abs(oracle - known) <= 1e-14 * abs(known))
      let space = try #require(facts["actionSpace"] as? [String: Any])
      switch own.specification.actionSpace {
      case .discrete(let count): #expect(space["choices"] as? Int == count)
      case .box(let low, _): #expect((space["low"] as? [Any])?.count == low.count)
      }
    }
  }
}

import Foundation
import Gym
import Numerics
import Recording
import Testing

/// Replays that are damaged, changed or made to do harm, and the whole text that answers them.
struct HostileReplayTests {
  /// A replay with two episodes in each of two stages.
  private static func made(_ distribution: String = "point-robot/goals") throws -> (
    Workspace, Replay
  ) {
    let workspace = try Workspace()
    try workspace.train(distribution, into: "run")
    try #require(try workspace("adapt run --steps 1 --rollouts 2 --record r").code == 0)
    return (workspace, try Replay(readingFrom: workspace.folder + "/r"))
  }

  @Test func `the first number that differs is named`() throws {
    let (workspace, replay) = try Self.made()
    let stage = replay.trials[0].blocks[1]
    let row = stage.rollouts.offsets[1] + 1 + 3
    let number = stage.states[row * stage.stateSize]
    let other = Float(bitPattern: number.bitPattern ^ 1)
    var changed = replay
    changed.trials[0].blocks[1].states[row * stage.stateSize] = other
    try changed.write(to: workspace.folder + "/r")
    #expect(try workspace("replay r").code == 0)
    expectFailure(
      try workspace("replay --verify r"), 1,
      "Error: Cannot verify 'r': trial 1, stage 1, episode 2, after 3 steps: number 1 of the state"
        + " was recorded as \(other), but is \(number) when played again. It was changed, or recorded"
        + " by a Fledge with other dynamics; record it again with --record.")
  }

  @Test func `another address or task does not agree`() throws {
    let (workspace, replay) = try Self.made("cart-pole/physics")
    var changed = replay
    changed.trials[0].blocks[0].key = RandomKey(seed: 99)
    try changed.write(to: workspace.folder + "/key")
    changed = replay
    changed.trials[0].task[0] = 9
    try changed.write(to: workspace.folder + "/task")
    for (name, place) in [("key", "after 0 steps"), ("task", "after 1 step")] {
      let ending = try workspace("replay --verify \(name)")
      #expect(ending.code == 1)
      #expect(ending.output == "")
      #expect(
        ending.errors.hasPrefix(
          "Error: Cannot verify '\(name)': trial 1, stage 0, episode 1, \(place): number "))
    }
  }

  @Test(arguments: [
    (
      "\"distribution\":\"goals\"", "\"distribution\":\"gaols\"",
      "Cannot use 'r': There is no distribution 'gaols' of 'point-robot'. Did you mean 'goals'? It"
        + " has 'goals', 'half-circle', 'winds' and 'corners'; 'fledge list' shows all. Record it"
        + " again with --record."
    ),
    (
      "\"version\":2", "\"version\":7",
      "Cannot use 'r': Cannot rebuild 'point-robot/goals': it was recorded in version 7, but this"
        + " build knows version 2. Record it again with --record."
    ),
    (
      "\"options\":{}", "\"options\":{\"arms\":5}",
      "Cannot use 'r': There is no option 'arms': 'point-robot' has no options. Record it again with"
        + " --record."
    ),
  ])
  func `a distribution that there is not is refused`(
    old: String, new: String, words: String
  ) throws {
    let (workspace, _) = try Self.made()
    try workspace.damage { $0.metadata["distribution"]?.replace(old, with: new) }
    for line in ["replay r", "replay --verify r"] {
      expectFailure(try workspace(line), 1, "Error: " + words)
    }
  }

  @Test func `another environment is refused`() throws {
    let (workspace, _) = try Self.made("cart-pole/physics")
    try workspace.damage { file in
      file.metadata["environment"] = "slot-machine"
      file.metadata["distribution"]?.replace("\"cart-pole\"", with: "\"slot-machine\"")
    }
    expectFailure(
      try workspace("replay r"), 1,
      "Error: Cannot use 'r': There is no environment 'slot-machine'. 'fledge list' shows all 4."
        + " Record it again with --record.")
    // One that there is, but has other sizes.
    let other = try Workspace()
    try other.train("bandit/bernoulli", into: "run")
    #expect(try other("adapt run --record bandit").code == 0)
    let bandit = try Safetensors(readingFrom: other.folder + "/bandit").metadata
    try workspace.damage { $0.metadata = bandit }
    expectFailure(
      try workspace("replay r"), 1,
      "Error: Cannot use 'r': its tasks have 6 numbers, but those of its environment have 5. The file"
        + " is damaged; record it again with --record.")
  }

  @Test func `what is no replay is refused`() throws {
    let (workspace, _) = try Self.made()
    expectFailure(
      try workspace("replay run/policy.safetensors"), 1,
      "Error: Cannot read 'run/policy.safetensors': it is a fledge-policy, but a fledge-replay is"
        + " needed.")
    expectFailure(
      try workspace("score r"), 1,
      "Error: Cannot read 'r': it is a fledge-replay, but a fledge-policy is needed.")
    let whole = try workspace.content("r")
    try workspace.write(whole.dropLast(), to: "r")
    let ending = try workspace("replay r")
    #expect(ending.code == 1)
    #expect(ending.errors.hasSuffix("It is damaged or not a safetensors file.\n"))
    try workspace.write(whole, to: "r")
    try workspace.damage { $0.metadata["format"] = "fledge-replay/2" }
    expectFailure(
      try workspace("replay r"), 1,
      "Error: Cannot read 'r': it has format version 2, but this build reads 1. Update fledge or"
        + " record it again with --record.")
  }

  @Test func `numbers that are not finite are refused`() throws {
    let (workspace, _) = try Self.made()
    try workspace.damage { file in
      file.arrays = file.arrays.map { array in
        guard array.name == "states", case .float32(var values) = array.values else { return array }
        values[2] = .nan
        return .init(name: array.name, shape: array.shape, values: .float32(values))
      }
    }
    expectFailure(
      try workspace("replay r"), 1,
      "Error: Cannot read 'r': its array 'states' has 1 element that is not finite. The file is"
        + " damaged; record it again with --record.")
  }
}

extension Workspace {
  /// Changes the content of the replay `r`.
  fileprivate func damage(_ change: (inout Safetensors) throws -> Void) throws {
    var file = try Safetensors(readingFrom: folder + "/r")
    try change(&file)
    try file.write(to: folder + "/r")
  }
}

import Foundation
import Gym
import Numerics
import Recording
import Testing

/// Large files within bounded memory.
struct MemoryTests {
  /// A million episodes of one step each, 70 MB of them, within an address space of 3 GB.
  @Test func `a million episodes take bounded memory`() throws {
    let fledge = try Fledge()
    try fledge.train("cart-pole/physics", into: "run")
    try #require(try fledge("adapt run --steps 1 --rollouts 2 --record r").code == 0)
    let replay = try Replay(readingFrom: fledge.folder + "/r")
    let count = 1_000_000
    var rollouts = Rollouts(observationSize: 4, actionSize: 1)
    rollouts.observations = Array(repeating: 0, count: 4 * count)
    rollouts.finalObservations = rollouts.observations
    rollouts.actions = Array(repeating: 1, count: count)
    rollouts.rewards = rollouts.actions
    rollouts.offsets = Array(0...count)
    rollouts.isTerminated = Array(repeating: true, count: count)
    let size = replay.trials[0].blocks[0].stateSize
    var large = replay
    large.trials[0].blocks = [
      TrialBlock(
        key: RandomKey(seed: 1), rollouts: rollouts, stateSize: size,
        states: Array(repeating: 0, count: 2 * count * size))
    ]
    try large.write(to: fledge.folder + "/r")
    let shown = try fledge.shell("ulimit -v 3000000; $FLEDGE replay r")
    #expect(shown.errors == "")
    #expect(shown.output.contains("1 trial, 1 stage, 1000000 episodes, 1000000 steps"))
    let verified = try fledge.shell("ulimit -v 3000000; $FLEDGE replay --verify r")
    #expect(verified.code == 1)
    #expect(
      verified.errors.hasPrefix(
        "Error: Cannot verify 'r': trial 1, stage 0, episode 1, after 0 steps: number "))
    #if Viewer
    for command in ["render r --output r.png --quiet", "watch r --seconds 1"] {
      let ending = try fledge.shell("ulimit -v 3000000; $FLEDGE \(command)")
      #expect(ending == .init(output: "", errors: "", code: 0), "\(command)")
    }
    #endif
  }
}

import Gym
import Numerics
import Recording
import Testing

/// Replays that are whole, but could not have happened.
struct ReplayCheckTests {
  typealias Problem = ReplayError.Problem

  private static let place = RecordedPlace(trial: 0, stage: 1, episode: 1)

  static let cases: [(Problem, @Sendable (inout Replay) -> Void)] = [
    (
      .otherDistribution(found: "clock/hours", needed: "clock/lengths"),
      { $0.distribution.distribution = "hours" }
    ),
    (.wrongSize(of: "task", found: 1, needed: 2), { $0.trials[1].task.removeLast() }),
    (
      .impossibleTask(trial: 1, .illegalValue(parameter: "length", value: 30, legal: 1...9)),
      { $0.trials[1].task[0] = 30 }
    ),
    (
      .impossibleTask(trial: 0, .notAChoice(parameter: "sign", text: "0.5", legal: [-1, 1])),
      { $0.trials[0].task[1] = 0.5 }
    ),
    (
      .wrongSize(of: "state", found: 1, needed: 2), { $0.trials[0].blocks[1].stateSize = 1 }
    ),
    (
      .wrongSize(of: "observation", found: 2, needed: 1),
      { $0.trials[0].blocks[1].rollouts.observationSize = 2 }
    ),
    (
      .wrongSize(of: "action", found: 2, needed: 1),
      { $0.trials[0].blocks[1].rollouts.actionSize = 2 }
    ),
    (.tooLong(place, found: 5, horizon: 4), { $0.trials[0].blocks[1].rollouts.offsets[2] = 8 }),
    (
      .cutTooEarly(place, found: 3, horizon: 4),
      { $0.trials[0].blocks[1].rollouts.isTerminated[1] = false }
    ),
    (
      .noSuchAction(place, step: 2, found: 3, count: 3),
      { $0.trials[0].blocks[1].rollouts.actions[5] = 3 }
    ),
    (
      .noSuchAction(place, step: 0, found: 0.5, count: 3),
      { $0.trials[0].blocks[1].rollouts.actions[3] = 0.5 }
    ),
    (
      .noSuchAction(place, step: 1, found: -1, count: 3),
      { $0.trials[0].blocks[1].rollouts.actions[4] = -1 }
    ),
  ]

  @Test(arguments: cases)
  func `impossible episodes are refused`(
    problem: Problem, change: @Sendable (inout Replay) -> Void
  ) throws {
    var replay = try ReplayFixture.replay()
    try replay.check(for: ReplayFixture.distribution)
    change(&replay)
    #expect(throws: ReplayError(operation: .use, path: "p", problem: problem)) {
      try replay.check(for: ReplayFixture.distribution, path: "p")
    }
  }

  @Test func `errors are sentences`() {
    func words(_ problem: Problem, _ operation: ReplayError.Operation = .read) -> String {
      ReplayError(operation: operation, path: "p", problem: problem).description
    }
    let end = ". The file is damaged; record it again with --record."
    let place = RecordedPlace(trial: 2, stage: 0, episode: 4)
    let sentences: [(Problem, String)] = [
      (.missingEntry(key: "seed"), "its metadata has no 'seed'"),
      (
        .malformed(key: "seed", text: "\u{1B}[31m"),
        "its metadata has '\\u{1b}[31m' as 'seed', which cannot be read"
      ),
      (.missingArray(name: "keys"), "its array 'keys' is missing"),
      (
        .wrongType(array: "keys", found: "F32", needed: "U32"),
        "its array 'keys' is of type F32, but U32 is needed"
      ),
      (
        .wrongShape(array: "states", found: [3], needed: [7, nil]),
        "its array 'states' has the shape [3], but [7, 1 or more] is needed"
      ),
      (
        .notFinite(array: "rewards", count: 1),
        "its array 'rewards' has 1 element that is not finite"
      ),
      (
        .notFinite(array: "rewards", count: 2),
        "its array 'rewards' has 2 elements that are not finite"
      ),
      (
        .wrongOffsetCount(array: "stepOffsets", found: 1, needed: 2...9),
        "its array 'stepOffsets' has 1 elements, but 2 to 9 are needed"
      ),
      (
        .wrongOffset(array: "stepOffsets", index: 4, found: 0, needed: 8...8),
        "element 4 of its array 'stepOffsets' is 0, but 8 is needed"
      ),
      (.tooManyStages(found: 9, limit: 8), "it has 9 stages, but at most 8 are allowed"),
      (
        .notAFlag(array: "terminated", index: 1, found: 7),
        "element 1 of its array 'terminated' is 7, but 0 or 1 is needed"
      ),
      (
        .contradictoryEnd(episode: 3, isBoth: true),
        "element 3 of its arrays 'terminated' and 'truncated' is 1, but one of them must be 0 and the"
          + " other 1"
      ),
      (
        .wrongReturn(episode: 3, recorded: 1, sum: 2),
        "element 3 of its array 'returns' is 1.0, but the rewards sum to 2.0"
      ),
      (.otherDistribution(found: "a/b", needed: "a/c"), "it is of 'a/b', but 'a/c' is needed"),
      (
        .wrongSize(of: "state", found: 1, needed: 2),
        "its states have 1 number, but those of its environment have 2"
      ),
      (
        .impossibleTask(
          trial: 0, .illegalValue(parameter: "length", value: 30, legal: 1...9)),
        "trial 1 has an impossible task (the value '30' is invalid for the parameter 'length': it"
          + " must lie in 1...9)"
      ),
      (
        .tooLong(place, found: 9, horizon: 4),
        "trial 3, stage 0, episode 5 has 9 steps, but at most 4 are possible"
      ),
      (
        .cutTooEarly(place, found: 2, horizon: 4),
        "trial 3, stage 0, episode 5 was truncated after 2 of 4 steps, but an episode is truncated only at the horizon"
      ),
      (
        .noSuchAction(place, step: 0, found: 0.5, count: 3),
        "trial 3, stage 0, episode 5 has the action 0.5 in step 1, but actions are whole numbers from"
          + " 0 to 2"
      ),
    ]
    for (problem, finding) in sentences {
      #expect(words(problem) == "Cannot read 'p': " + finding + end)
    }
    #expect(
      words(.notFinite(array: "states", count: 1), .write)
        == "Cannot write 'p': its array 'states' has 1 element that is not finite. Adapt with a"
        + " smaller learning rate, or train again.")
    #expect(
      ReplayError(operation: .use, path: nil, problem: .missingArray(name: "keys")).description
        == "Cannot use the replay: its array 'keys' is missing" + end)
  }
}

import Testing

/// What is said where a memory is used on other trials than it was trained on.
struct LongerTrialsTests {
  @Test func `trials longer than those of training are noted`() throws {
    let workspace = try Workspace()
    let training = try workspace(
      "train bandit/bernoulli --learner rl2 --tasks 4 --minibatches 2 --memory 3 --iterations 1"
        + " --quiet --output gru --option pulls=2 --episodes 2")
    try #require(training.code == 0)
    let note =
      "Note: 'gru' was trained on trials of 2 episodes of at most 2 steps. In longer ones its memory"
      + " meets what it never met: expect lower returns there.\n"
    for line in [
      "score gru --tasks 3 --episodes 3", "score gru --tasks 3 --option pulls=3",
      "adapt gru --steps 2",
    ] {
      #expect(try workspace(line).errors == note, "\(line)")
    }
    for line in ["score gru --tasks 3", "score gru --tasks 3 --episodes 1", "adapt gru"] {
      #expect(try workspace(line).errors == "", "\(line)")
    }
    let found = try workspace("score gru --distribution bandit/one-good-arm --option arms=10")
    #expect(
      found.errors.hasSuffix(
        "Train another with 'fledge train bandit/one-good-arm --option arms=10 --learner rl2'.\n"))
  }
}

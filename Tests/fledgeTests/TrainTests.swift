import Testing

/// `fledge train`: the files of a run, and what it prints on which stream.
struct TrainTests {
  private static let files = [
    "checkpoint.safetensors", "config.json", "log.csv", "policy.safetensors",
  ]

  @Test func `a run leaves its four files and says where they are`() throws {
    let fledge = try Fledge()
    let ending = try fledge("train point-robot/goals \(Fledge.tiny) --output runs/nav/")
    #expect(ending.code == 0)
    #expect(try fledge.names(in: "runs/nav") == Self.files)
    let said = ending.errors.split(separator: "\n")
    #expect(said.count == 4)
    #expect(said[0] == "Training point-robot/goals with maml and adam into runs/nav.")
    for (line, iteration) in zip(said.dropFirst(), 1...) {
      let form =
        #/iteration (\d)/3  return -\d+\.\d\d -> -\d+\.\d\d  KL [\d.]+(e-\d\d)?  .+ steps/s  .+ s left/#
      #expect(try form.wholeMatch(in: line)?.output.1 == "\(iteration)")
    }
    let results = ending.output.split(separator: "\n")
    #expect(try #/Trained 3 iterations, \d+ environment steps\./#.wholeMatch(in: results[0]) != nil)
    #expect(
      results[1...] == [
        "The policy is in runs/nav/policy.safetensors; 'fledge score runs/nav' scores it."
      ])
  }

  @Test func `the run goes where its distribution says by default`() throws {
    let fledge = try Fledge()
    #expect(try fledge("train bandit/bernoulli \(Fledge.tiny) --quiet").code == 0)
    #expect(try fledge.names(in: "runs/bandit-bernoulli") == Self.files)
  }
}

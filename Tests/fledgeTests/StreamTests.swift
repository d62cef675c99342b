import Testing

/// Readers that end early, and streams that cannot be written.
struct StreamTests {
  @Test(arguments: ["list", "list --json", "describe cart-pole/physics", "score run --tasks 2"])
  func `a reader that ends early is not an error`(line: String) throws {
    let fledge = try Fledge()
    if line.hasPrefix("score") { try fledge.train(into: "run") }
    let ending = try fledge.shell("$FLEDGE \(line) | true; echo ${PIPESTATUS[0]}")
    #expect(ending == .init(output: "0\n", errors: "", code: 0))
  }

  @Test func `the first line of many is enough`() throws {
    #expect(
      try Fledge().shell("$FLEDGE list | head -1").output
        == "Task distributions ('fledge describe NAME' shows more):\n")
  }

  @Test func `training goes on when its progress cannot be written`() throws {
    let fledge = try Fledge()
    let line = "$FLEDGE train point-robot/goals \(Fledge.tiny)"
    #expect(try fledge.shell("\(line) --output piped 2>&1 | true; exit ${PIPESTATUS[0]}").code == 0)
    #expect(try fledge.shell("\(line) --output full 2>/dev/full >/dev/null").code == 0)
    try fledge.train(into: "run")
    for run in ["piped", "full"] {
      #expect(
        try fledge.content("\(run)/policy.safetensors") == fledge.content("run/policy.safetensors"))
    }
  }

  @Test func `a result that cannot be written is an error`() throws {
    let fledge = try Fledge()
    expectFailure(
      try fledge.shell("$FLEDGE list >/dev/full"), 1,
      "Error: Cannot write 'standard output': the disk is full (No space left on device). Free some"
        + " space and try again.")
    expectFailure(
      try fledge.shell("$FLEDGE list --json >&-"), 1,
      "Error: Cannot write 'standard output': the system reports error 9 (Bad file descriptor).")
  }

  @Test func `closed streams do not get into the files of a run`() throws {
    let fledge = try Fledge()
    let ending = try fledge.shell(
      "$FLEDGE train point-robot/goals \(Fledge.tiny) --output run <&- >&- 2>&-")
    #expect(ending.code == 1)
    try fledge.train(into: "whole")
    for file in ["policy.safetensors", "checkpoint.safetensors", "config.json"] {
      #expect(try fledge.content("run/\(file)") == fledge.content("whole/\(file)"))
    }
  }
}

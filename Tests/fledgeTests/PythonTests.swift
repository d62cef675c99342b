import Foundation
import Testing

/// Policies read with Python's `safetensors` package, as the page about files says.
///
/// The interpreter is the one that the environment variable `FLEDGE_PYTHON` names, otherwise
/// `python3` on the path.
@Suite(
  .enabled(
    if: hasPython,
    "needs Python with safetensors and numpy; name the interpreter in FLEDGE_PYTHON"))
struct PythonTests {
  @Test func `Python reads a policy and what it was trained on`() throws {
    let fledge = try Fledge()
    try fledge.train("bandit/bernoulli", into: "run", "--option arms=3 --seed 12 --inner-steps 2")
    let script = """
      import json
      from safetensors import safe_open
      with safe_open("run/policy.safetensors", framework="numpy") as file:
          about = file.metadata()
          arrays = {name: file.get_tensor(name) for name in file.keys()}
      print(about["format"], about["environment"], about["learner"], about["seed"], about["iteration"])
      print(json.loads(about["settings"])["policy"]["hidden"])
      print(json.loads(about["distribution"])["regions"]["train"]["parameters"]["p2"])
      for name in sorted(arrays):
          print(name, arrays[name].dtype, arrays[name].shape)
      """
    try fledge.write(script.utf8, to: "read.py")
    let ending = try fledge.shell("${FLEDGE_PYTHON:-python3} read.py")
    #expect(ending.errors == "")
    #expect(
      ending.output == """
        fledge-policy/2 bandit maml 12 3
        [8]
        {'uniform': [[0, 1]]}
        logInnerLearningRates float32 (2,)
        policy/layer0.bias float32 (1, 8)
        policy/layer0.weight float32 (1, 8)
        policy/layer1.bias float32 (1, 3)
        policy/layer1.weight float32 (8, 3)

        """)
  }

  @Test func `Python reads a replay as the page about files says`() throws {
    let fledge = try Fledge()
    let page = try String(
      contentsOfFile: Fledge.packageFolder + "/Documentation/formats.md", encoding: .utf8)
    let program = try #require(
      page.split(separator: "```").first { $0.hasPrefix("python") && $0.contains("Replays/") })
    let check = """

      for name, array in replay.items():
          print(name, array.dtype, array.ndim)
      assert all(returns == np.add.reduceat(replay["rewards"].astype("float64"), steps[:-1]))
      """
    try fledge.write((program.dropFirst(7) + check).utf8, to: "read.py")
    let ending = try fledge.shell(
      "ln -s '\(Fledge.packageFolder)/Replays' Replays; ${FLEDGE_PYTHON:-python3} read.py")
    #expect(ending.errors == "")
    let lines = ending.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "0 16.6 [24  9 15 13 22]")
    #expect(
      lines.suffix(13).sorted() == [
        "actions float32 2", "episodeOffsets int64 1", "finalObservations float32 2",
        "keys uint32 2", "observations float32 2", "returns float64 1", "rewards float32 1",
        "stageOffsets int64 1", "states float32 2", "stepOffsets int64 1", "tasks float32 2",
        "terminated uint8 1", "truncated uint8 1",
      ])
  }
}

private let hasPython: Bool = {
  let script = "${FLEDGE_PYTHON:-python3} -c 'import safetensors, numpy'"
  return (try? Fledge().shell(script).code) == 0
}()

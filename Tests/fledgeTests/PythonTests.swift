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
      print(json.loads(about["settings"])["hidden"])
      print(json.loads(about["distribution"])["regions"]["train"]["parameters"]["p2"])
      for name in sorted(arrays):
          print(name, arrays[name].dtype, arrays[name].shape)
      """
    try fledge.write(script.utf8, to: "read.py")
    let ending = try fledge.shell("${FLEDGE_PYTHON:-python3} read.py")
    #expect(ending.errors == "")
    #expect(
      ending.output == """
        fledge-policy/1 bandit maml 12 3
        [8]
        {'uniform': [[0, 1]]}
        logInnerLearningRates float32 (2,)
        policy/layer0.bias float32 (1, 8)
        policy/layer0.weight float32 (1, 8)
        policy/layer1.bias float32 (1, 3)
        policy/layer1.weight float32 (8, 3)

        """)
  }
}

private let hasPython: Bool = {
  let script = "${FLEDGE_PYTHON:-python3} -c 'import safetensors, numpy'"
  return (try? Fledge().shell(script).code) == 0
}()

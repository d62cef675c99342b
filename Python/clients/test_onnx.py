"""What `fledge export` writes: checked by ONNX, and run by ONNX Runtime beside kept numbers.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from fledge_gym.policy import Policy

from comparing import program

ROOT = Path(os.environ.get("FLEDGE_ROOT", Path(__file__).resolve().parents[2]))
GOLDEN = json.loads((ROOT / "Tests/Golden/policies.json").read_text())


@pytest.fixture(scope="session")
def fledge() -> str:
    return program()


def assert_close(found, expected, scale=1.0):
    """Compares with what the program gave: 1e-6, absolute and of the largest number.

    Single precision has seven digits, sums are rounded in another order than in Fledge, and its
    tanh has an error of 3e-7. So each step begins with the memory that the program had.
    """
    expected = np.asarray(expected)
    limit = 1e-6 * scale * max(1.0, np.abs(expected).max())
    found = np.asarray(found).reshape(expected.shape)
    np.testing.assert_allclose(found, expected, rtol=0, atol=limit)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["policy"])
def test_a_model_gives_the_numbers_of_the_program(case, fledge, tmp_path):
    path = ROOT / (case["policy"] + ".safetensors")
    file = tmp_path / "policy.onnx"
    subprocess.run([fledge, "export", path, "--onnx", file], check=True, capture_output=True)
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", 17)]
    policy = Policy.load(path)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    count = case["copies"]
    # Where a trial begins, what enters of the step before does not matter.
    memory = np.full((count, policy.memory_size), 9, np.float32)
    action = np.full(count, 3) if policy.is_discrete else np.full(
        (count, policy.action_size), 9, np.float32)
    reward = np.full(count, 9, np.float32)
    for number, step in enumerate(case["steps"]):
        inputs = {
            "observation": np.reshape(step["observations"], (count, -1)).astype(np.float32)}
        if policy.memory_size:
            inputs |= {
                "memory": memory, "previous_action": action, "previous_reward": reward,
                "episode_start": np.full(count, step["isEpisodeStart"]),
                "trial_start": np.full(count, number == 0)}
        names = [output.name for output in session.get_outputs()]
        outputs = dict(zip(names, session.run(None, inputs), strict=True))
        if policy.is_discrete:
            expected = np.reshape(step["probabilities"], (count, -1))
            assert_close(outputs["probabilities"], expected)
            shifted = np.exp(outputs["logits"])
            assert_close(shifted / shifted.sum(1, keepdims=True), expected)
            action = np.array(step["actions"]).astype(np.int64)
        else:
            assert_close(outputs["mean"], step["means"])
            np.testing.assert_allclose(
                np.log(outputs["standard_deviation"][0]),
                policy.outputs(inputs["observation"], policy.begin(count)).log_deviation, atol=1e-6)
            action = np.reshape(step["actions"], (count, -1)).astype(np.float32)
        if policy.memory_size:
            assert_close(outputs["value"], step["values"])
            assert_close(outputs["next_memory"], step["memory"])
            memory = np.reshape(step["memory"], (count, -1)).astype(np.float32)
        reward = np.array(step["rewards"], np.float32)


def test_a_model_takes_any_batch(fledge, tmp_path):
    file = tmp_path / "policy.onnx"
    subprocess.run(
        [fledge, "export", ROOT / "Policies/bandit-bernoulli-memory.safetensors", "--onnx", file],
        check=True, capture_output=True)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    for count in (1, 7):
        logits, _, memory, value = session.run(None, {
            "observation": np.ones((count, 1), np.float32),
            "memory": np.zeros((count, 64), np.float32),
            "previous_action": np.zeros(count, np.int64),
            "previous_reward": np.zeros(count, np.float32),
            "episode_start": np.ones(count, bool), "trial_start": np.ones(count, bool)})
        assert logits.shape == (count, 5) and memory.shape == (count, 64)
        assert value.shape == (count,)


def test_a_model_says_what_it_is(fledge, tmp_path):
    file = tmp_path / "policy.onnx"
    subprocess.run(
        [fledge, "export", ROOT / "Policies/point-robot-goals.safetensors", "--onnx", file],
        check=True, capture_output=True)
    model = onnx.load(file)
    assert model.producer_name == "fledge"
    assert {entry.key: entry.value for entry in model.metadata_props} == {
        "distribution": "point-robot/goals", "learner": "maml"}
    assert all(value.doc_string for value in [*model.graph.input, *model.graph.output])

"""Policies in NumPy: numbers of the program, files, states, mistakes."""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from comparing import assert_close, program
from fledge_gym import safetensors
from fledge_gym.advantages import advantages
from fledge_gym.policy import Policy, PolicyFileError

ROOT = Path(os.environ.get("FLEDGE_ROOT", Path(__file__).resolve().parents[2]))
GOLDEN = json.loads((ROOT / "Tests/Golden/policies.json").read_text())
SHIPPED = sorted(glob.glob(str(ROOT / "Policies/*.safetensors")))
NAVIGATION = ROOT / "Policies/point-robot-goals.safetensors"
BANDIT = ROOT / "Policies/bandit-bernoulli-memory.safetensors"


# Numbers


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["policy"])
def test_numbers_are_those_of_the_program(case):
    policy = Policy.load(ROOT / (case["policy"] + ".safetensors"))
    count = case["copies"]
    state = policy.begin(count)
    for number, step in enumerate(case["steps"]):
        observations = np.reshape(step["observations"], (count, -1))
        actions = np.reshape(step["actions"], (count, -1))
        assert state.episode_start.tolist() == [step["isEpisodeStart"]] * count
        outputs = policy.outputs(observations, state)
        if policy.is_discrete:
            actions, scale = actions[:, 0].astype(int), 5.0
            assert_close(outputs.probabilities, step["probabilities"])
        else:
            # A density is as sensitive to the mean as its deviation is small.
            scale = 1 / np.exp(outputs.log_deviation).min()
            assert_close(outputs.mean, step["means"])
        assert_close(outputs.log_probability(actions), step["logProbabilities"], scale)
        if policy.memory_size:
            assert_close(outputs.value, step["values"])
            assert_close(outputs.memory, step["memory"])
        _, state = policy.act(observations, state, deterministic=True)
        following = case["steps"][number + 1 : number + 2]
        state = policy.observe(
            state, step["rewards"], actions=actions,
            episode_over=bool(following and following[0]["isEpisodeStart"]))


def test_golden_numbers_have_every_kind_of_network():
    policies = [Policy.load(ROOT / (case["policy"] + ".safetensors")) for case in GOLDEN]
    assert {policy.is_discrete for policy in policies} == {True, False}
    memories = [policy for policy in policies if policy.memory_size]
    kinds = {(policy.core, policy.resets_before) for policy in memories}
    assert kinds == {("gru", False), ("gru", True), ("lstm", False)}
    parts = {
        (f"{name}.weight" in policy.parameters) for policy in memories
        for name in ("encoder", "decoder")}
    assert parts == {True, False}
    others = [policy for policy in policies if not policy.memory_size]
    assert {policy.activation for policy in others} == {"tanh", "relu"}
    assert {len(policy.hidden) for policy in others} >= {0, 1, 2}
    assert any(np.any(policy.arrays.get("policy/context", 0)) for policy in others)


# Acting


def test_one_observation_gives_one_action():
    navigation, bandit = Policy.load(NAVIGATION), Policy.load(BANDIT)
    action = navigation.act([0.1, -0.2], deterministic=True)
    assert action.shape == (2,) and action.dtype == np.float32
    batch = navigation.act([[0.1, -0.2], [0.3, 0.4]], deterministic=True)
    assert batch.shape == (2, 2)
    np.testing.assert_allclose(batch[0], action, atol=1e-6)
    choice, state = bandit.act([1.0], bandit.begin(), rng=np.random.default_rng(0))
    assert type(choice) is int and 0 <= choice < 5 and state.memory.shape == (1, 64)
    choices, _ = bandit.act(np.ones((7, 1)), bandit.begin(7))
    assert choices.shape == (7,) and choices.dtype == np.int64


def test_actions_are_drawn_from_the_distribution():
    policy = Policy.load(ROOT / "Policies/cart-pole-reversed.safetensors")
    rows = np.repeat([[0.1, 0.2, -0.03, 0.4]], 40_000, axis=0)
    probability = policy.outputs(rows[:1]).probabilities[0]
    counts = np.bincount(policy.act(rows, rng=np.random.default_rng(1)), minlength=2)
    # Four standard deviations of a share.
    assert abs(counts[0] / len(rows) - probability[0]) < 4 * 0.5 / np.sqrt(len(rows))
    navigation = Policy.load(NAVIGATION)
    rows = np.zeros((40_000, 2))
    outputs = navigation.outputs(rows[:1])
    actions = navigation.act(rows, rng=np.random.default_rng(1))
    deviation = np.exp(outputs.log_deviation)
    assert np.all(abs(actions.mean(0) - outputs.mean[0]) < 4 * deviation / 200)
    np.testing.assert_allclose(actions.std(0), deviation, rtol=0.02)
    again = navigation.act(rows, rng=np.random.default_rng(1))
    assert np.array_equal(actions, again)


def test_an_agent_keeps_the_state_itself():
    policy = Policy.load(BANDIT)
    agent = policy.agent(deterministic=True)
    with pytest.raises(RuntimeError, match="call begin"):
        agent.act([1.0])
    agent.begin()
    state, actions = policy.begin(), []
    for step in range(6):
        action = agent.act([1.0])
        expected, state = policy.act([1.0], state, deterministic=True)
        assert action == expected
        reward, over = float(step % 2), step == 2
        agent.observe(reward, episode_over=over)
        state = policy.observe(state, reward, episode_over=over)
        actions.append(action)
    agent.begin()
    assert agent.act([1.0]) == actions[0], "A new trial begins with an empty memory."


def test_a_new_trial_in_one_copy_leaves_the_others_alone():
    policy = Policy.load(BANDIT)
    state = policy.begin(2)
    for _ in range(3):
        _, state = policy.act(np.ones((2, 1)), state, deterministic=True)
        state = policy.observe(state, [1.0, 0.0])
    kept = policy.outputs(np.ones((2, 1)), state)
    state = policy.observe(state, [1.0, 0.0], trial_over=[True, False])
    outputs = policy.outputs(np.ones((2, 1)), state)
    fresh = policy.outputs(np.ones((1, 1)), policy.begin())
    np.testing.assert_allclose(outputs.logits[0], fresh.logits[0], atol=1e-6)
    np.testing.assert_allclose(outputs.logits[1], kept.logits[1], atol=1e-6)


def test_a_memory_learns_within_its_trial():
    policy = Policy.load(BANDIT)
    agent = policy.agent(rng=np.random.default_rng(3))
    agent.begin(200)
    rewards = []
    for _ in range(20):
        # The third of five arms always pays.
        rewards.append(agent.act(np.ones((200, 1))) == 2)
        agent.observe(rewards[-1])
    assert np.mean(rewards[0]) < 0.5 < 0.9 < np.mean(rewards[-1])


def test_wrong_shapes_are_refused():
    navigation, bandit = Policy.load(NAVIGATION), Policy.load(BANDIT)
    with pytest.raises(ValueError, match=r"needs \[2\] or \[n, 2\]"):
        navigation.act([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="pass the state"):
        bandit.act([1.0])
    with pytest.raises(ValueError, match="3 copies, but the state is of 2"):
        bandit.act(np.ones((3, 1)), bandit.begin(2))


# Files


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: Path(path).stem)
def test_an_unchanged_policy_gives_the_same_bytes(path, tmp_path):
    Policy.load(path).save(tmp_path / "copy.safetensors")
    assert (tmp_path / "copy.safetensors").read_bytes() == Path(path).read_bytes()


def test_adapted_policies_say_so():
    policy = Policy.load(ROOT / "Tests/Golden/policies/cavia-adapted.safetensors")
    assert policy.adaptation_steps == 2
    (made,) = policy.adaptations
    assert made["task"]["forceSign"] == -1 and made["changes"] == {"inner-learning-rate": "2"}
    assert Policy.load(NAVIGATION).adaptations == []
    assert Policy.load(NAVIGATION).distribution == "point-robot/goals"


def test_a_changed_policy_is_read_by_the_program(tmp_path):
    fledge = program()
    policy = Policy.load(ROOT / "Policies/bandit-bernoulli.safetensors")
    policy.arrays["policy/layer0.bias"][0] = [0, 0, 100, 0, 0]
    policy.save(tmp_path / "third-arm.safetensors")
    report = json.loads(subprocess.run(
        [fledge, "score", tmp_path / "third-arm.safetensors", "--steps", "0", "--tasks", "1",
         "--fix", "p2=1", "--json"], check=True, capture_output=True, text=True).stdout)
    assert report["curve"][0]["mean"] == 20


def test_only_a_program_that_was_named_is_compared_with(tmp_path, monkeypatch):
    # One that lies in a folder of builds may be of any age.
    monkeypatch.setenv("PATH", f"{ROOT}/.build/release")
    monkeypatch.delenv("FLEDGE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="name it in FLEDGE"):
        program()
    monkeypatch.setenv("FLEDGE", str(tmp_path / "fledge"))
    with pytest.raises(FileNotFoundError, match="FLEDGE names"):
        program()
    (tmp_path / "fledge").write_text("")
    assert program() == str(tmp_path / "fledge")


@pytest.mark.parametrize("change, words", [
    (lambda arrays: arrays.pop("policy/layer0.bias"), "needs the arrays"),
    (lambda arrays: arrays.update(other=np.zeros(1, np.float32)), "needs the arrays"),
    (lambda arrays: arrays.update({"policy/layer0.bias": np.zeros(9, np.float32)}), "is needed"),
    (lambda arrays: arrays.update({"policy/layer0.bias": np.zeros((1, 64))}), "float64"),
    (lambda arrays: arrays["policy/layer0.bias"].fill(np.nan), "not finite"),
])
def test_a_policy_that_fledge_would_refuse_is_not_written(change, words, tmp_path):
    policy = Policy.load(NAVIGATION)
    change(policy.arrays)
    with pytest.raises(PolicyFileError, match=words):
        policy.save(tmp_path / "bad.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_no_policies_are_refused(tmp_path):
    with pytest.raises(PolicyFileError, match="format is 'fledge-replay/1'"):
        Policy.load(ROOT / "Replays/bandit-bernoulli.safetensors")
    arrays, metadata = safetensors.read(NAVIGATION)
    path = tmp_path / "odd.safetensors"
    for changes, words in [
        ({"learner": "other"}, "no learner 'other'"), ({"settings": "{}"}, "malformed"),
        ({"settings": "{"}, "malformed"), ({"format": "fledge-policy/9"}, "'fledge-policy/9'"),
    ]:
        safetensors.write(path, arrays, metadata | changes)
        with pytest.raises(PolicyFileError, match=words):
            Policy.load(path)
    safetensors.write(
        path, arrays | {"policy/layer1.weight": np.zeros((3, 3), np.float32)}, metadata)
    with pytest.raises(PolicyFileError, match="do not fit"):
        Policy.load(path)
    safetensors.write(path, arrays | {"policy/gain": np.zeros((1, 3), np.float32)}, metadata)
    with pytest.raises(PolicyFileError, match="array 'gain', which is unknown"):
        Policy.load(path)
    with pytest.raises(FileNotFoundError):
        Policy.load(tmp_path / "nowhere.safetensors")


def test_a_run_folder_is_read(tmp_path):
    shutil.copy(NAVIGATION, tmp_path / "policy.safetensors")
    assert Policy.load(tmp_path).learner == "maml"


# Advantages


def test_advantages_of_a_small_case():
    found = advantages(
        np.zeros((3, 1)), [1.0, 2.0, 4.0], [2, 1], discount=0.5, lambda_=0.5, baseline="constant",
        constant=1.0, is_normalized=False)
    # δ = 1 + 0.5 - 1, 2 - 1, 4 - 1; the first adds a quarter of the second.
    np.testing.assert_allclose(found, [0.75, 1.0, 3.0])
    equal = advantages(np.zeros((4, 1)), [1.0] * 4, [1] * 4)
    assert np.array_equal(equal, np.zeros(4))
    with pytest.raises(ValueError, match="4 steps"):
        advantages(np.zeros((3, 1)), [1.0] * 3, [4])
    with pytest.raises(ValueError, match="no baseline 'median'"):
        advantages(np.zeros((1, 1)), [1.0], [1], baseline="median")

"""Policies in PyTorch: the program's numbers, its adaptation steps, and files."""

from __future__ import annotations

import glob
import json
import os
from pathlib import Path

import numpy as np
import pytest
import torch

from comparing import assert_close, blocks_about
from fledge_gym import safetensors
from fledge_gym.advantages import advantage_settings, advantages
from fledge_gym.policy import Policy, PolicyFileError
from fledge_gym.torch import TorchPolicy

ROOT = Path(os.environ.get("FLEDGE_ROOT", Path(__file__).resolve().parents[2]))
GOLDEN = json.loads((ROOT / "Tests/Golden/policies.json").read_text())
SMALL = ROOT / "Tests/Golden/policies"


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["policy"])
def test_numbers_are_those_of_the_program(case):
    module = TorchPolicy.load(ROOT / (case["policy"] + ".safetensors"))
    count = case["copies"]
    state = module.begin(count)
    for number, step in enumerate(case["steps"]):
        observations = torch.tensor(step["observations"]).reshape(count, -1)
        with torch.no_grad():
            outputs = module(observations, state)
        actions = torch.tensor(step["actions"]).reshape(count, -1)
        if module.policy.is_discrete:
            actions, scale = actions[:, 0].long(), 5.0
            assert_close(outputs.distribution.probs, step["probabilities"])
        else:
            # A density is as sensitive to the mean as its deviation is small.
            scale = 1 / float(outputs.distribution.stddev.min())
            assert_close(outputs.distribution.mean, step["means"])
        assert_close(outputs.distribution.log_prob(actions), step["logProbabilities"], scale)
        if module.policy.memory_size:
            assert_close(outputs.value, step["values"])
            assert_close(outputs.memory, step["memory"])
        following = case["steps"][number + 1 : number + 2]
        state = module.observe(
            state, outputs, actions, torch.tensor(step["rewards"]),
            episode_over=bool(following and following[0]["isEpisodeStart"]))


def stage(replay, number, module):
    """The rollouts of a stage, with advantages as the policy's settings say."""
    steps, episodes = replay["stepOffsets"], replay["episodeOffsets"]
    bounds = steps[episodes[number] : episodes[number + 1] + 1]
    rows = slice(bounds[0], bounds[-1])
    weights = advantages(
        replay["observations"][rows], replay["rewards"][rows], np.diff(bounds).tolist(),
        **advantage_settings(module.policy.settings))
    actions = torch.from_numpy(replay["actions"][rows])
    return (
        torch.from_numpy(replay["observations"][rows]),
        actions[:, 0].long() if module.policy.is_discrete else actions,
        torch.from_numpy(weights).float())


@pytest.mark.parametrize("name", ["maml", "meta-sgd", "anil", "cavia"])
def test_two_steps_lead_to_the_parameters_that_fledge_saved(name):
    replay, _ = safetensors.read(SMALL / f"{name}-replay.safetensors")
    module = TorchPolicy.load(SMALL / f"{name}.safetensors")
    saved = Policy.load(SMALL / f"{name}-adapted.safetensors")
    # `make.sh` adapts this one with another rate.
    decay = module.policy.settings["inner"]["decay"]
    rates = [2.0, 2.0 * decay] if name == "cavia" else [None, None]
    parameters = None
    for step, rate in enumerate(rates):
        parameters = module.adapted(
            *stage(replay, step, module), parameters=parameters, step=step, learning_rate=rate)
    changed = set()
    for key, expected in saved.parameters.items():
        np.testing.assert_allclose(parameters[key].detach(), expected, rtol=1e-6, atol=2e-6)
        if not np.array_equal(module.policy.parameters[key], expected):
            changed.add(key)
    assert changed == {
        "maml": set(saved.parameters), "meta-sgd": set(saved.parameters),
        "anil": {"layer1.weight", "layer1.bias"}, "cavia": {"context"}}[name]


def test_steps_of_a_saved_policy_go_on():
    module = TorchPolicy.load(SMALL / "maml.safetensors")
    saved = TorchPolicy.load(SMALL / "maml-adapted.safetensors")
    assert saved.learning_rate(0) == module.learning_rate(2)
    assert module.learning_rate(3) == pytest.approx(
        module.learning_rate(2) * module.policy.settings["inner"]["decay"])


def rollouts_in_double(module):
    replay, _ = safetensors.read(SMALL / "maml-replay.safetensors")
    rows = stage(replay, 0, module)
    module.double()
    return tuple(part.double() for part in rows)


def test_derivatives_go_through_a_step_on_log_likelihoods():
    module = TorchPolicy.load(SMALL / "maml.safetensors")
    rows = rollouts_in_double(module)

    def after(first: torch.Tensor) -> torch.Tensor:
        start = module.named() | {"layer1.bias": first}
        adapted = module.adapted(
            *rows, parameters=start, learning_rate=0.5, estimator="log-likelihood")
        return module(rows[0], parameters=adapted).distribution.log_prob(rows[1]).mean()

    first = module.layer1_bias.detach().clone().requires_grad_()
    assert torch.autograd.gradcheck(after, (first,), eps=1e-6, atol=1e-6)


def test_derivatives_through_likelihood_ratios_are_those_with_the_old_policy_fixed():
    module = TorchPolicy.load(SMALL / "maml.safetensors")
    observations, actions, weights = rollouts_in_double(module)
    old = module(observations).distribution.log_prob(actions).detach()

    def adapted_bias(first: torch.Tensor) -> torch.Tensor:
        """The step written out, with ratios to the policy that collected the rollouts."""
        start = module.named() | {"layer1.bias": first}
        new = module(observations, parameters=start).distribution.log_prob(actions)
        objective = ((new - old).exp() * weights).mean()
        (gradient,) = torch.autograd.grad(objective, first, create_graph=True)
        return first + 0.5 * gradient

    first = module.layer1_bias.detach().clone().requires_grad_()
    expected = torch.autograd.functional.jacobian(adapted_bias, first)
    module.layer1_bias.data.copy_(first)

    def found(first: torch.Tensor) -> torch.Tensor:
        start = module.named() | {"layer1.bias": first}
        return module.adapted(
            observations, actions, weights, parameters=start, learning_rate=0.5)["layer1.bias"]

    torch.testing.assert_close(torch.autograd.functional.jacobian(found, first), expected)
    other = torch.autograd.functional.jacobian(lambda first: module.adapted(
        observations, actions, weights, parameters=module.named() | {"layer1.bias": first},
        learning_rate=0.5, estimator="log-likelihood")["layer1.bias"], first)
    assert not torch.allclose(other, expected), "The estimators differ in their curvature."


def test_only_two_estimators_are_offered():
    module = TorchPolicy.load(SMALL / "maml.safetensors")
    with pytest.raises(ValueError, match="'dice'"):
        module.adapted(torch.ones(1, 2), torch.zeros(1, 2), torch.ones(1), estimator="dice")


SHIPPED = sorted(glob.glob(str(ROOT / "Policies/*.safetensors")))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: Path(path).stem)
def test_an_unchanged_module_gives_the_same_bytes(path, tmp_path):
    TorchPolicy.load(path).save(tmp_path / "copy.safetensors")
    assert (tmp_path / "copy.safetensors").read_bytes() == Path(path).read_bytes()


def test_what_an_optimiser_changes_is_saved(tmp_path):
    module = TorchPolicy.load(ROOT / "Policies/cart-pole-reversed.safetensors")
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    module(torch.ones(4, 4)).distribution.log_prob(torch.zeros(4)).sum().backward()
    optimizer.step()
    module.save(tmp_path / "policy.safetensors")
    saved = Policy.load(tmp_path / "policy.safetensors")
    row = np.array([[0.1, 0.2, 0.3, 0.4]], np.float32)
    expected = module(torch.from_numpy(row)).distribution.probs.detach()
    np.testing.assert_allclose(saved.outputs(row).probabilities, expected, atol=1e-6)
    before = module.policy.outputs(row).probabilities
    assert not np.allclose(before, expected, atol=1e-6), "The policy it came from has not changed."


@pytest.mark.parametrize("name, value", [
    ("layer0.bias", torch.zeros(6)), ("layer0.bias", torch.zeros(1, 7)), ("gain", torch.zeros(1))])
def test_parameters_that_do_not_fit_are_not_saved(name, value, tmp_path):
    module = TorchPolicy.load(SMALL / "maml.safetensors")
    with pytest.raises(PolicyFileError, match=f"a parameter '{name}' of the shape"):
        module.save(tmp_path / "policy.safetensors", module.named() | {name: value})
    assert list(tmp_path.iterdir()) == []


def test_a_memory_has_no_inner_steps():
    module = TorchPolicy.load(ROOT / "Policies/bandit-bernoulli-memory.safetensors")
    with pytest.raises(ValueError, match="no inner steps"):
        module.adapted(torch.ones(1, 1), torch.zeros(1), torch.ones(1))
    with pytest.raises(ValueError, match="pass the state"):
        module(torch.ones(1, 1))


def test_the_page_runs(tmp_path, monkeypatch):
    """The blocks about PyTorch; others need NumPy alone and run with the tests of the package."""
    for folder in ("Policies", "Tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    for block in blocks_about("fledge_gym.torch"):
        exec(compile(block, "policies.md", "exec"), {})
    assert Policy.load(tmp_path / "adapted.safetensors").learner == "maml"

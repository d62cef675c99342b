"""Replays and learning histories as datasets of Minari."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import minari
import numpy as np
import pytest

from fledge_gym.minari import main, write_dataset
from fledge_gym.replays import read_replay

ROOT = Path(os.environ.get("FLEDGE_ROOT", Path(__file__).parents[2]))
REPLAYS = sorted((ROOT / "Replays").glob("*.safetensors"))


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path / "datasets"))


@pytest.mark.parametrize("path", REPLAYS, ids=lambda path: path.stem)
def test_a_dataset_has_what_the_replay_has(path: Path) -> None:
    write_dataset(path, "fledge/test-v0", author="somebody")
    dataset = minari.load_dataset("fledge/test-v0")
    replay = read_replay(path)
    wanted = [episode for agent in replay.agents() for episode in agent]
    assert dataset.total_episodes == len(wanted) == len(list(replay.episodes()))
    assert dataset.total_steps == sum(map(len, wanted))
    names = replay.task_distribution().parameter_names
    space = dataset.action_space
    for found, episode in zip(dataset.iterate_episodes(), wanted, strict=True):
        np.testing.assert_array_equal(found.observations, episode.observations)
        np.testing.assert_array_equal(found.rewards, episode.rewards)
        assert found.observations.dtype == np.float32
        assert found.terminations[-1] == episode.terminated
        assert found.truncations[-1] == episode.truncated
        assert not found.terminations[:-1].any() and not found.truncations[:-1].any()
        if space.shape:
            bounded = np.clip(episode.actions, space.low, space.high)
            np.testing.assert_array_equal(found.actions, bounded)
        else:
            np.testing.assert_array_equal(found.actions, episode.actions[:, 0])
        assert all(action in space for action in found.actions)
    stored = [
        (data.attrs["options/stage"], data.attrs["options/number"], task)
        for data, task in _groups(dataset, names)
    ]
    assert stored == [(e.stage, e.number, tuple(map(float, e.task))) for e in wanted]


def _groups(dataset, names):
    import h5py

    with h5py.File(Path(dataset.storage.data_path) / "main_data.hdf5") as file:
        for number in range(dataset.total_episodes):
            group = file[f"episode_{number}"]
            yield group, tuple(group.attrs[f"options/task/{name}"] for name in names)


def test_the_environment_of_a_dataset_gives_its_rewards() -> None:
    path = ROOT / "Replays" / "point-robot-goals.safetensors"
    dataset = write_dataset(path, "fledge/robot-v0")
    env = dataset.recover_environment()
    task = read_replay(path).tasks()[0]
    for episode in dataset.sample_episodes(5):
        observation, info = env.reset(options={"task": task})
        assert info["task"] == task
        np.testing.assert_array_equal(observation, episode.observations[0])
        for step, action in enumerate(episode.actions):
            observation, reward, terminated, truncated, _ = env.step(action)
            np.testing.assert_array_equal(observation, episode.observations[step + 1])
            assert reward == episode.rewards[step]
        assert (terminated, truncated) == (episode.terminations[-1], episode.truncations[-1])


def test_a_learning_history_becomes_one_dataset(tmp_path: Path) -> None:
    folder = tmp_path / "run" / "history"
    folder.mkdir(parents=True)
    replay = ROOT / "Replays" / "bandit-bernoulli.safetensors"
    for iteration in (1, 2, 3):
        shutil.copy(replay, folder / f"{iteration:06}.safetensors")
    dataset = write_dataset(tmp_path / "run", "fledge/history-v0")
    count = len(list(read_replay(replay).episodes()))
    assert dataset.total_episodes == len(minari.load_dataset("fledge/history-v0")) == 3 * count
    groups = [group.attrs["options/iteration"] for group, _ in _groups(dataset, [])]
    assert groups == [1] * count + [2] * count + [3] * count


def test_a_failure_leaves_no_dataset(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    folder.mkdir()
    shutil.copy(REPLAYS[0], folder / "000001.safetensors")
    (folder / "000002.safetensors").write_bytes(b"")
    with pytest.raises(ValueError, match="000002"):
        write_dataset(folder, "fledge/none-v0")
    assert "fledge/none-v0" not in minari.list_local_datasets()
    write_dataset(REPLAYS[0], "fledge/none-v0")
    with pytest.raises(ValueError, match="exist"):
        write_dataset(REPLAYS[0], "fledge/none-v0")
    assert "fledge/none-v0" in minari.list_local_datasets()


def test_the_command() -> None:
    command = [sys.executable, "-m", "fledge_gym.minari", str(REPLAYS[0])]
    done = subprocess.run([*command, "fledge/command-v0"], capture_output=True, text=True)
    assert done.returncode == 0 and "Wrote 5 episodes of 100 steps" in done.stdout, done
    assert done.stderr == ""
    assert minari.load_dataset("fledge/command-v0").total_steps == 100


def test_the_command_says_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([str(tmp_path / "none"), "fledge/x-v0"]) == 1
    assert "none" in capsys.readouterr().err

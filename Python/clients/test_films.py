"""Gymnasium's own wrappers film environments and show them in a window."""

from __future__ import annotations

import os
from pathlib import Path

import gymnasium
import numpy as np
import pytest

import fledge_gym  # noqa: F401
from fledge_gym import _library

pytestmark = [
    pytest.mark.skipif(not _library.draws(), reason="the library was built without Cairo"),
    # Of the packages that write films, not ours.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

GOALS, BANDIT = "fledge/PointRobotGoals-v2", "fledge/BanditBernoulli-v2"


def film(path: Path) -> tuple[int, tuple[int, int], float]:
    """The number of frames, their size, and frames per second."""
    moviepy = pytest.importorskip("moviepy", reason="moviepy is not installed")
    with moviepy.VideoFileClip(str(path)) as clip:
        return sum(1 for _ in clip.iter_frames()), tuple(clip.size), clip.fps


def test_films_of_episodes(tmp_path: Path) -> None:
    pytest.importorskip("moviepy", reason="moviepy is not installed")
    env = gymnasium.make(BANDIT, render_mode="rgb_array", options={"pulls": 12})
    env = gymnasium.wrappers.RecordVideo(
        env, str(tmp_path / "films"), episode_trigger=lambda _: True
    )
    for _ in range(2):
        env.reset(seed=1)
        for pull in range(12):
            env.step(pull % 5)
    env.close()
    paths = sorted((tmp_path / "films").glob("*.mp4"))
    assert len(paths) == 2
    assert film(paths[0]) == (13, (480, 400), 4)


def test_films_of_vector_environments(tmp_path: Path) -> None:
    pytest.importorskip("moviepy", reason="moviepy is not installed")
    envs = gymnasium.make_vec(GOALS, num_envs=4, render_mode="rgb_array", render_size=(200, 160))
    envs = gymnasium.wrappers.vector.RecordVideo(
        envs,
        str(tmp_path / "films"),
        record_first_only=False,
        episode_trigger=lambda _: True,
        video_length=6,
    )
    envs.reset(seed=1)
    for _ in range(8):
        envs.step(envs.action_space.sample())
    envs.close()
    (path,) = (tmp_path / "films").glob("*.mp4")
    _, size, rate = film(path)
    assert size == (400, 320) and rate == 20


def test_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    pygame = pytest.importorskip("pygame", reason="pygame is not installed")
    monkeypatch.setitem(os.environ, "SDL_VIDEODRIVER", "dummy")
    with pytest.warns(UserWarning, match="HumanRendering wrapper is being applied"):
        env = gymnasium.make(GOALS, render_mode="human", render_size=(240, 200))
    env.reset(seed=1)
    for _ in range(3):
        env.step(np.array([0.1, 0.0], np.float32))
    assert env.render_mode == "human" and env.render() is None
    # What the window shows is what the environment draws.
    shown = np.transpose(pygame.surfarray.array3d(pygame.display.get_surface()), (1, 0, 2))
    assert (shown == env.unwrapped.render()).all()
    env.close()

"""Pictures of episodes where the library draws, and what it says where it does not."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium import error
from gymnasium.envs.registration import EnvSpec
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode, SyncVectorEnv

import fledge_gym
from comparing import assert_same
from fledge_gym import FledgeEnv, FledgeVectorEnv, _library

ENVS = fledge_gym.envs()
GOALS = "fledge/PointRobotGoals-v2"
drawing = pytest.mark.skipif(not _library.draws(), reason="the library was built without Cairo")


def made(name: str = GOALS, **arguments: Any) -> gymnasium.Env:
    return gymnasium.make(name, render_mode="rgb_array", **arguments)


@pytest.mark.skipif(_library.draws(), reason="the library was built with Cairo")
def test_without_cairo_no_mode_is_declared() -> None:
    assert FledgeEnv.metadata["render_modes"] == []
    for make in (FledgeEnv, FledgeVectorEnv):
        with pytest.raises(ValueError, match="without Cairo.*FLEDGE_RENDER=yes pip install"):
            make("point-robot/goals", render_mode="rgb_array")
    env = FledgeVectorEnv("point-robot/goals")
    assert env.metadata["render_modes"] == []
    with pytest.raises(ValueError, match="built without Cairo"):
        env._copies.watch()
    with pytest.raises(ValueError, match="built without Cairo"):
        env._copies.render(0, 64, 64)


@drawing
@pytest.mark.parametrize("name", ENVS)
def test_every_environment_draws_whole_episodes(name: str) -> None:
    # This also checks that all declared modes work; warnings are errors.
    check_env(made(name).unwrapped)
    env = made(name)
    assert env.metadata["render_modes"] == ["rgb_array"] and env.metadata["render_fps"] > 0
    env.reset(seed=3)
    env.action_space.seed(3)
    pictures, ended = [env.render()], False
    while not ended and len(pictures) < 8:
        ended = any(env.step(env.action_space.sample())[2:4])
        pictures.append(env.render())
    for before, picture in zip(pictures, pictures[1:], strict=False):
        assert picture.dtype == np.uint8 and picture.shape == (400, 480, 3)
        # Each is an array of its own, of another moment.
        assert picture.flags.owndata and picture.flags.writeable
        assert (picture != before).any()
    env.close()


@drawing
def test_a_picture_has_the_colours_of_what_it_shows() -> None:
    env = made(render_size=(300, 260), task={"goalX": 0.45, "goalY": 0.45})
    env.reset(seed=1)
    picture = env.render()
    # White paper, and the dark green of goals in the upper right quarter of the scene alone.
    assert (picture[0, 0] == 255).all() and (picture[-1, -1] == 255).all()
    green = (picture == (0x00, 0x6B, 0x41)).all(axis=2)
    rows, columns = np.nonzero(green)
    assert len(rows) > 10 and rows.max() < 130 and columns.min() > 150
    blue = (picture == (0x00, 0x6F, 0xC8)).all(axis=2)
    # The robot is in the middle, and moves to the left.
    assert abs(np.nonzero(blue[30:])[1].mean() - 150) < 4
    for _ in range(4):
        env.step(np.array([-1, 0], np.float32))
    moved = (env.render() == (0x00, 0x6F, 0xC8)).all(axis=2)
    # By 0.4 of the 1.4 units that take some 200 pixels, to 92; its tip is a little further.
    assert 82 <= np.nonzero(moved[30:])[1].min() <= 91


@drawing
@pytest.mark.parametrize("size", [(32, 32), (84, 84), (64, 200), (640, 480), (1920, 1080)])
def test_sizes(size: tuple[int, int]) -> None:
    for name in ENVS:
        env = FledgeEnv(
            gymnasium.spec(name).kwargs["distribution"], render_mode="rgb_array", render_size=size
        )
        env.reset(seed=1)
        picture = env.render()
        assert picture is not None and picture.shape == (size[1], size[0], 3)
        colours = picture.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
        assert len(np.unique(colours)) > 3
        env.close()


@drawing
def test_pictures_change_nothing_else() -> None:
    drawn, plain = made("fledge/BanditBernoulli-v2"), gymnasium.make("fledge/BanditBernoulli-v2")
    assert_same(drawn.reset(seed=4), plain.reset(seed=4))
    for pull in range(9):
        drawn.render()
        assert_same(drawn.step(pull % 5), plain.step(pull % 5))
    assert (drawn.render() == drawn.render()).all()


@drawing
@pytest.mark.parametrize("mode", list(AutoresetMode))
def test_vector_pictures_are_those_of_single_environments(mode: AutoresetMode) -> None:
    arguments: dict[str, Any] = {
        "options": {"pulls": 3},
        "episodes_per_trial": 2,
        "render_mode": "rgb_array",
        "render_size": (200, 160),
    }
    native = FledgeVectorEnv("bandit/bernoulli", 3, autoreset_mode=mode, **arguments)
    single = SyncVectorEnv(
        [lambda: FledgeEnv("bandit/bernoulli", **arguments)] * 3, autoreset_mode=mode
    )
    assert native.render_mode == "rgb_array"
    assert native.metadata["render_modes"] == ["rgb_array"]
    native.reset(seed=5), single.reset(seed=5)
    for step in range(10):
        pictures, wanted = native.render(), single.render()
        assert isinstance(pictures, tuple) and len(pictures) == 3
        assert_same(pictures, wanted)
        assert (pictures[0] != pictures[1]).any()
        actions = np.array([step, step + 1, 2]) % 5
        _, _, terminated, truncated, _ = native.step(actions)
        single.step(actions)
        ended = terminated | truncated
        if mode is AutoresetMode.DISABLED and ended.any():
            assert_same(native.render(), single.render())
            native.reset(options={"reset_mask": ended})
            single.reset(options={"reset_mask": ended})
    native.close(), single.close()


@drawing
def test_make_gives_other_modes() -> None:
    envs = gymnasium.make_vec(GOALS, num_envs=2, render_mode="rgb_array", render_size=(64, 64))
    envs.reset(seed=1)
    assert [picture.shape for picture in envs.render()] == [(64, 64, 3)] * 2
    collected = gymnasium.make(GOALS, render_mode="rgb_array_list", render_size=(64, 64))
    collected.reset(seed=1)
    for _ in range(3):
        collected.step(collected.action_space.sample())
    assert len(collected.render()) == 4
    again = gymnasium.make(EnvSpec.from_json(made(render_size=(64, 48)).spec.to_json()))
    again.reset(seed=1)
    assert again.render().shape == (48, 64, 3)


@drawing
def test_frame_rates_are_real_where_steps_have_a_length() -> None:
    rates = {name: gymnasium.make(name).metadata["render_fps"] for name in ENVS}
    assert rates["fledge/CartPolePhysics-v2"] == 50
    assert rates["fledge/CartPoleSwingUp-v1"] == 100
    # Five seconds for an episode of 100 steps.
    assert rates[GOALS] == 20
    envs = gymnasium.make_vec("fledge/CartPoleSwingUp-v1", num_envs=1)
    assert envs.metadata["render_fps"] == 100


@drawing
def test_wrong_uses() -> None:
    for mode in ("human", "ansi", "rgb-array", ""):
        with pytest.raises(ValueError, match=f"no render mode '{mode}'; there is 'rgb_array'"):
            FledgeEnv("point-robot/goals", render_mode=mode)
    for size in ((31, 100), (100, 4097), (0, 0), (-5, 64)):
        with pytest.raises(ValueError, match="from 32 to 4096"):
            FledgeEnv("point-robot/goals", render_mode="rgb_array", render_size=size)
    for size in (480, (480,), (1, 2, 3), (480.0, 400), "ab", None):
        with pytest.raises(TypeError, match="a width and a height"):
            FledgeVectorEnv("point-robot/goals", 2, render_size=size)  # type: ignore[arg-type]
    for make in (FledgeEnv, FledgeVectorEnv):
        env = make("point-robot/goals", render_mode="rgb_array")
        with pytest.raises(error.ResetNeeded, match=r"call reset\(\) before render"):
            env.render()
        env.reset(seed=1)
        assert env.render() is not None
        env.close()
        with pytest.raises(error.ClosedEnvironmentError, match="closed"):
            env.render()


@pytest.mark.parametrize("make", [FledgeEnv, FledgeVectorEnv])
def test_without_a_mode_render_warns(make: Any) -> None:
    env = make("point-robot/goals")
    env.reset(seed=1)
    with pytest.warns(UserWarning, match="only where the environment was made with a render mode"):
        assert env.render() is None

"""What Fledge writes, read in Python."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from fledge_gym import safetensors
from fledge_gym.files import Score, read_history, read_replay, read_run, read_score, read_table

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(os.environ.get("FLEDGE_ROOT", Path(__file__).parents[2]))
REPLAYS = sorted((ROOT / "Replays").glob("*.safetensors"))


def test_there_are_replays() -> None:
    assert len(REPLAYS) >= 4


@pytest.mark.parametrize("path", REPLAYS, ids=lambda path: path.stem)
def test_a_replay_holds_whole_episodes(path: Path) -> None:
    arrays, metadata = safetensors.read(path)
    replay = read_replay(path)
    episodes = list(replay.episodes())
    assert len(episodes) == len(arrays["returns"])
    assert sum(map(len, episodes)) == len(arrays["rewards"])
    assert replay.policy == metadata["policy"]
    distribution = replay.task_distribution()
    assert replay.tasks() == [distribution.dictionary(trial.task) for trial in replay.trials]
    for episode in episodes:
        steps = len(episode)
        assert episode.observations.shape == (steps + 1, *distribution.observation_space.shape)
        assert len(episode.actions) == steps and len(episode.states) == steps + 1
        assert episode.terminated != episode.truncated
        assert steps == distribution.horizon or episode.terminated
        assert sum(map(float, episode.rewards)) == episode.total_reward
    joined = np.concatenate([episode.observations[:-1] for episode in episodes])
    np.testing.assert_array_equal(joined, arrays["observations"])
    np.testing.assert_array_equal(
        np.concatenate([episode.states for episode in episodes]), arrays["states"]
    )
    if "memory" in arrays:
        memory = np.concatenate([episode.memory for episode in episodes])
        np.testing.assert_array_equal(memory, arrays["memory"])


def test_a_replay_has_the_stages_of_adaptation() -> None:
    replay = read_replay(ROOT / "Replays" / "cart-pole-reversed.safetensors")
    assert replay.distribution == "cart-pole/reversed"
    assert (replay.learner, replay.seed, replay.split, replay.experience) == (
        "maml",
        1,
        None,
        "pooled",
    )
    (trial,) = replay.trials
    assert replay.tasks()[0]["forceSign"] == -1
    assert [stage.number for stage in trial.stages] == [0, 1, 2, 3]
    assert trial.stages[-1].returns.mean() > 400 > 100 > trial.stages[0].returns.mean()
    (agent,) = replay.agents()
    assert [episode.stage for episode in agent] == [0] * 5 + [1] * 5 + [2] * 5 + [3] * 5


def test_agents_of_separate_trials_have_an_episode_of_each_stage() -> None:
    replay = read_replay(ROOT / "Replays" / "point-robot-goals-memory.safetensors")
    assert replay.experience == "separate"
    agents = list(replay.agents())
    stages = replay.trials[0].stages
    assert len(agents) == len(stages[0].episodes)
    for number, agent in enumerate(agents):
        assert [episode.number for episode in agent] == [number] * len(stages)
        assert [episode.stage for episode in agent] == list(range(len(stages)))


def test_damaged_replays_are_refused(tmp_path: Path) -> None:
    arrays, metadata = safetensors.read(REPLAYS[0])
    path = tmp_path / "replay.safetensors"

    def message(**changes: np.ndarray) -> str:
        safetensors.write(path, {**arrays, **changes}, metadata)
        with pytest.raises(ValueError) as caught:
            read_replay(path)
        return str(caught.value)

    assert "stepOffsets do not go from 0" in message(stepOffsets=arrays["stepOffsets"] + 1)
    offsets = arrays["stepOffsets"].copy()
    offsets[1] = offsets[2]
    assert "leave a part empty" in message(stepOffsets=offsets)
    assert "observations has" in message(observations=arrays["observations"][1:])
    safetensors.write(path, {name: a for name, a in arrays.items() if name != "tasks"}, metadata)
    with pytest.raises(ValueError, match="it has no 'tasks'"):
        read_replay(path)
    safetensors.write(path, arrays, {**metadata, "format": "fledge-policy/2"})
    with pytest.raises(ValueError, match="'fledge-policy/2', but 'fledge-replay/1' is read"):
        read_replay(path)


@pytest.mark.parametrize("kind", [np.uint32, np.int32, np.int64])
@pytest.mark.parametrize("name", ["episodeOffsets", "stepOffsets"])
def test_offsets_that_go_back_are_refused(kind: type, name: str, tmp_path: Path) -> None:
    arrays, metadata = safetensors.read(ROOT / "Replays" / "cart-pole-reversed.safetensors")
    arrays[name] = arrays[name].astype(kind)
    path = tmp_path / "replay.safetensors"
    safetensors.write(path, arrays, metadata)
    assert len(read_replay(path).trials) == 1
    arrays[name][[1, 2]] = arrays[name][[2, 1]]
    safetensors.write(path, arrays, metadata)
    with pytest.raises(ValueError, match=f"{name} leave a part empty"):
        read_replay(path)
    arrays[name] = arrays[name].astype(np.float32)
    safetensors.write(path, arrays, metadata)
    with pytest.raises(ValueError, match=f"{name} are float32, not whole numbers"):
        read_replay(path)


def test_a_replay_of_another_version_does_not_make_a_distribution(tmp_path: Path) -> None:
    arrays, metadata = safetensors.read(REPLAYS[0])
    record = json.loads(metadata["distribution"])
    record["version"] += 1
    path = tmp_path / "replay.safetensors"
    safetensors.write(path, arrays, metadata | {"distribution": json.dumps(record)})
    replay = read_replay(path)
    assert len(list(replay.episodes())) == len(arrays["returns"])
    for call in (replay.task_distribution, replay.tasks):
        with pytest.raises(ValueError, match="of version .* but this Fledge has version"):
            call()


def test_a_history_is_read_in_the_order_of_iterations(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    folder.mkdir()
    for name in ("000010", "000002", "1000000"):
        shutil.copy(REPLAYS[0], folder / f"{name}.safetensors")
    (folder / ".fledge-x.tmp").write_text("")
    for path in (tmp_path, folder):
        assert [iteration for iteration, _ in read_history(path)] == [2, 10, 1000000]
    with pytest.raises(FileNotFoundError, match="--record-history"):
        next(read_history(tmp_path / "nothing"))


def test_a_run_folder() -> None:
    run = read_run(GOLDEN / "run")
    assert (run.distribution, run.learner, run.seed) == ("bandit/two-armed", "maml", 1)
    log = run.log
    assert log["iteration"].tolist() == [1, 2, 3] and log["iteration"].dtype == np.int64
    assert log["environmentSteps"].tolist() == [10000, 20000, 30000]
    text = (GOLDEN / "run" / "log.csv").read_text().splitlines()[1].split(",")
    assert [log[name][0] for name in log][:4] == [float(x) for x in text[:4]]
    assert np.isnan(log["lineSearchStep"]).all() and log.row_count == 3
    with pytest.raises(KeyError, match="no column 'loss'"):
        log["loss"]


def test_a_log_that_grows_has_its_complete_rows(tmp_path: Path) -> None:
    text = (GOLDEN / "run" / "log.csv").read_text()
    path = tmp_path / "log.csv"
    shutil.copy(GOLDEN / "run" / "config.json", tmp_path)
    path.write_text(text[:-3])
    assert read_table(path, grows=True).row_count == read_run(tmp_path).log.row_count == 2
    header = text.splitlines()[0]
    path.write_text(header + "\n")
    assert read_table(path, grows=True).row_count == read_table(path).row_count == 0
    path.write_text(header)
    with pytest.raises(ValueError, match="does not name columns"):
        read_table(path, grows=True)
    path.write_text(text + "1,2\n")
    with pytest.raises(ValueError, match="row 5 has 2 fields"):
        read_table(path)
    path.write_text("")
    with pytest.raises(ValueError, match="does not name columns"):
        read_table(path)


def test_a_table_that_was_edited_has_its_last_row(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    for text, rows in (
        ("a,b", []),
        ("a,b\r\n", []),
        ("a,b\n1,2\n3,4", [[1, 2], [3, 4]]),
        ("a,b\r\n1,2\r\n3,4", [[1, 2], [3, 4]]),
    ):
        path.write_bytes(text.encode())
        table = read_table(path)
        assert list(table) == ["a", "b"]
        assert np.stack([table["a"], table["b"]], axis=1).tolist() == rows
    path.write_text("a,b\n1,2\n3")
    with pytest.raises(ValueError, match="row 3 has 1 fields, but there are 2 columns"):
        read_table(path)
    path.write_text("a,b\nx\u2028y,2\n", encoding="utf-8")
    assert read_table(path)["a"].tolist() == ["x\u2028y"]


def test_other_folders_are_no_runs(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_run(tmp_path)
    (tmp_path / "config.json").write_text('{"format": "other"}')
    with pytest.raises(ValueError, match="'other', not one of a run"):
        read_run(tmp_path)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ValueError, match="it is damaged"):
        read_run(tmp_path)


def test_tables_of_scores() -> None:
    returns = read_table(GOLDEN / "returns.csv")
    assert returns["policy"].tolist() == ["thompson"] * 6
    assert returns["task"].tolist() == [1, 1, 2, 2, 3, 3]
    assert returns["return"].dtype == np.float64
    steps = read_table(GOLDEN / "steps.csv")
    assert steps["environmentStep"].max() == 20
    first = steps["reward"][steps["step"] == 0].sum()
    assert first == pytest.approx(returns["return"][returns["step"] == 0].mean())


def test_a_score() -> None:
    score = read_score(GOLDEN / "thompson-trials.json")
    document = json.loads((GOLDEN / "thompson-trials.json").read_text())
    assert score.policy == "thompson" and score.distribution == "bandit/bernoulli"
    assert score.task_returns.shape == (40, 3) and score.tasks.shape == (40, 5)
    assert score.task_trial_returns is not None
    assert score.trial.mean == pytest.approx(score.task_trial_returns.mean())
    assert score.means.tolist() == [point["mean"] for point in document["curve"]]
    assert score.levels["oracle"] == document["anchors"]["oracle"]["mean"]
    np.testing.assert_allclose([row.sum() for row in score.rewards_by_step], score.means)


@pytest.mark.parametrize("text", ['{"format": "fledge-list/1"}', "[]", "{", "null"])
def test_other_files_are_no_scores(text: str, tmp_path: Path) -> None:
    path = tmp_path / "score.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="Cannot read '.*score.json'"):
        read_score(path)


def test_a_damaged_score_is_refused() -> None:
    document = json.loads((GOLDEN / "thompson.json").read_text())
    del document["trial"]["mean"]
    with pytest.raises(ValueError, match="damaged: KeyError 'mean'"):
        Score.from_document(document)


def test_frames_need_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        read_table(GOLDEN / "returns.csv").to_pandas()


def test_a_history_recorded_by_training() -> None:
    history = list(read_run(GOLDEN / "history-run").history())
    assert [iteration for iteration, _ in history] == [1, 2]
    for iteration, replay in history:
        assert replay.policy == f"iteration {iteration}" and replay.split == "train"
        assert replay.experience == "separate" and len(replay.trials) == 2
        agents = list(replay.agents())
        assert [[episode.stage for episode in agent] for agent in agents] == [[0, 1], [0, 1]]
        assert [episode.trial for agent in agents for episode in agent] == [0, 0, 1, 1]

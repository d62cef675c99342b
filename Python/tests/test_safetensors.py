"""The files of arrays: what is written and read, and what is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from fledge_gym import safetensors
from fledge_gym.safetensors import SafetensorsError

ROOT = Path(os.environ.get("FLEDGE_ROOT", Path(__file__).resolve().parents[2]))


def file_bytes(header: object, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def entry(dtype="F32", shape=(1,), offsets=(0, 4)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


@pytest.mark.parametrize("name", ["bandit-bernoulli", "cart-pole-reversed", "point-robot-goals"])
def test_a_replay_is_written_as_fledge_writes_it(name, tmp_path):
    path = ROOT / f"Replays/{name}.safetensors"
    safetensors.write(tmp_path / "copy", *safetensors.read(path))
    assert (tmp_path / "copy").read_bytes() == path.read_bytes()


def test_all_types_and_shapes_are_kept(tmp_path):
    arrays = {
        "bytes": np.arange(3, dtype=np.uint8), "nothing": np.zeros((0, 4), np.float32),
        "number": np.array(2.5), "big": np.arange(4, dtype=">i4").reshape(2, 2),
        "slice": np.arange(10, dtype=np.int64)[::3], "keys": np.full((2, 2), 2**32 - 1, np.uint32),
    }
    safetensors.write(tmp_path / "file", arrays, {"ä": "\"\\\n", "a": ""})
    found, metadata = safetensors.read(tmp_path / "file")
    assert list(found) == list(arrays) and metadata == {"a": "", "ä": "\"\\\n"}
    for name, array in arrays.items():
        assert np.array_equal(found[name], array) and found[name].shape == array.shape
        assert found[name].flags.writeable and found[name].dtype.kind == array.dtype.kind
    # Every array begins at a multiple of its type's size.
    content = (tmp_path / "file").read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    assert all(
        header[name]["data_offsets"][0] % array.itemsize == 0 for name, array in arrays.items())


@pytest.mark.parametrize("content, words", [
    (b"", "has 0 bytes"),
    ((1 << 40).to_bytes(8, "little"), "claims 1099511627776 bytes"),
    (file_bytes(b"[]"), "not a JSON object"), (file_bytes(b" {}"), "not a JSON object"),
    (file_bytes(b"{"), "not JSON"), (file_bytes(b"\xff"), "not JSON"),
    (file_bytes(b"[" * 100_000), "not JSON"),
    (file_bytes(b'{"__metadata__":{"a":"1","a":"2"}}'), "has 'a' twice"),
    (file_bytes(b'{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,0]}}'), "has NaN"),
    (file_bytes({"__metadata__": {"a": 1}}), "not texts"),
    (file_bytes({"a": entry() | {"more": 1}}, bytes(4)), "alone"),
    (file_bytes({"a": {"dtype": "F32"}}), "needs dtype"),
    (file_bytes({"a": entry("BF16")}, bytes(4)), "type 'BF16'"),
    (file_bytes({"a": entry(shape=[1.0])}, bytes(4)), "whole numbers"),
    (file_bytes({"a": entry(shape=[True])}, bytes(4)), "whole numbers"),
    (file_bytes({"a": entry(shape=[-1])}, bytes(4)), "whole numbers"),
    (file_bytes({"a": entry(offsets=[0, 8])}, bytes(4)), "lies at"),
    (file_bytes({"a": entry(offsets=[4, 0])}, bytes(4)), "lies at"),
    (file_bytes({"a": entry(shape=[2])}, bytes(4)), "needs 8"),
    (file_bytes({"a": entry(shape=[2**40, 2**40])}, bytes(4)), "needs"),
    (file_bytes({"a": entry(shape=[0, 2**70], offsets=[0, 0])}), "shape that NumPy"),
    (file_bytes({"a": entry(shape=[0, 2**62, 2**62], offsets=[0, 0])}), "shape that NumPy"),
    (file_bytes({"a": entry(shape=[1] * 80)}, bytes(4)), "shape that NumPy"),
    (file_bytes(b'{"a":' + b"1" * 5000 + b"}"), "not JSON"),
    (file_bytes({"a": entry(), "b": entry()}, bytes(4)), "overlaps"),
    (file_bytes({"a": entry(offsets=[4, 8])}, bytes(8)), "does not begin"),
    (file_bytes({"a": entry()}, bytes(5)), "end at byte 4 of 5"),
])
def test_damaged_files_are_refused(content, words, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(SafetensorsError, match=words) as failure:
        safetensors.read(path)
    assert str(path) in str(failure.value)


def test_what_cannot_be_written_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    for arrays, metadata in [
        ({"a": np.zeros(1, np.float16)}, {}), ({"a": np.array(["x"])}, {}),
        ({"__metadata__": np.zeros(1)}, {}), ({}, {"a": 1}),
    ]:
        with pytest.raises(SafetensorsError, match="Cannot write"):
            safetensors.write(path, arrays, metadata)
    with pytest.raises(OSError):
        safetensors.write(tmp_path / "nowhere/file", {})
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["file"]


def test_a_link_stays_a_link(tmp_path):
    umask = os.umask(0o027)
    try:
        write_through_a_link(tmp_path)
    finally:
        os.umask(umask)
    assert (tmp_path / "target").stat().st_mode & 0o777 == 0o640


def write_through_a_link(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "target")
    safetensors.write(tmp_path / "link", {"a": np.zeros(1, np.float32)})
    assert (tmp_path / "link").is_symlink() and (tmp_path / "target").stat().st_size > 8


def test_a_file_that_cannot_be_written_is_named_as_it_was_given(tmp_path):
    (tmp_path / "folder").mkdir()
    for name, kind in [("none/file", FileNotFoundError), ("folder", IsADirectoryError)]:
        path = tmp_path / name
        with pytest.raises(kind) as caught:
            safetensors.write(path, {"a": np.zeros(2, np.float32)})
        assert caught.value.filename == str(path) and ".tmp" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_the_umask_of_other_threads_is_left_alone(tmp_path, monkeypatch):
    umask = os.umask(0o077)
    try:
        with monkeypatch.context() as context:
            context.delattr(os, "umask")
            safetensors.write(tmp_path / "private", {"a": np.zeros(2, np.float32)})
    finally:
        os.umask(umask)
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o600

"""Reads and writes safetensors files with NumPy alone.

All arrays of Fledge are kept in such files: policies, checkpoints and replays. Why not the package
`safetensors`? It would be the third requirement of this one, a compiled library, for a format of
a page; it sorts arrays and metadata its own way, while files from here are, byte for byte, those
that Fledge writes; and the order of a policy's arrays means something
(`Documentation/formats.md`). Both read the files of both.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["SafetensorsError", "read", "write"]

_TYPES = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8", "U8": "|u1", "U32": "<u4"}
_NAMES = {np.dtype(text): name for name, text in _TYPES.items()}
_HEADER_LIMIT = 100_000_000
_FILE_LIMIT = 1 << 30


class SafetensorsError(ValueError):
    """A file that is not a safetensors file, or arrays that cannot be written into one."""


def read(path: str | os.PathLike[str]) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """Reads a whole file.

    Args:
        path: The file.

    Returns:
        The arrays by name, in the order of the header, each a copy that may be changed; and the
        metadata.

    Raises:
        OSError: The file cannot be read.
        SafetensorsError: It is not a safetensors file: the message says what was found.
    """
    size = os.path.getsize(path)
    if size > _FILE_LIMIT:
        raise SafetensorsError(f"Cannot read '{path}': it has {size} bytes, the limit is 1 GiB.")
    content = Path(path).read_bytes()
    try:
        return _decode(content)
    except SafetensorsError as error:
        raise SafetensorsError(
            f"Cannot read '{path}': {error} It is damaged, or not a safetensors file."
        ) from None


def _decode(content: bytes) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    if len(content) < 8:
        raise SafetensorsError(f"it has {len(content)} bytes, but a header needs at least 8.")
    length = int.from_bytes(content[:8], "little")
    if length > min(len(content) - 8, _HEADER_LIMIT):
        raise SafetensorsError(
            f"its header claims {length} bytes, but {len(content) - 8} follow and at most"
            f" {_HEADER_LIMIT} are allowed.")
    try:
        header = json.loads(
            content[8 : 8 + length].decode("utf-8"), object_pairs_hook=_unique,
            parse_constant=_refuse_constant)
    except SafetensorsError:
        raise
    except (ValueError, RecursionError) as error:
        raise SafetensorsError(f"its header is not JSON ({error}).") from None
    if not isinstance(header, dict) or content[8:9] != b"{":
        raise SafetensorsError("its header is not a JSON object.")
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise SafetensorsError("its metadata are not texts by name.")
    data = memoryview(content)[8 + length :]
    ranges = {name: _check_entry(name, entry, len(data)) for name, entry in header.items()}
    end = 0
    for begin, next_end, name in sorted((*place, name) for name, place in ranges.items()):
        if begin != end:
            what = "overlaps another" if begin < end else "does not begin where the last one ends"
            raise SafetensorsError(f"its array '{name}' {what}.")
        end = next_end
    if end != len(data):
        raise SafetensorsError(f"its arrays end at byte {end} of {len(data)}.")
    arrays = {}
    for name, (begin, end) in ranges.items():
        numbers = np.frombuffer(data[begin:end], dtype=_TYPES[header[name]["dtype"]])
        try:
            arrays[name] = numbers.reshape(header[name]["shape"]).copy()
        except (ValueError, OverflowError) as error:
            raise SafetensorsError(
                f"its array '{name}' has a shape that NumPy does not have ({error}).") from None
    return arrays, metadata


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise SafetensorsError(f"its header has '{twice}' twice.")
    return result


def _refuse_constant(text: str) -> None:
    raise SafetensorsError(f"its header is not JSON (it has {text}).")


def _check_entry(name: str, entry: Any, data_size: int) -> tuple[int, int]:
    """Checks the description of an array, and returns where its bytes begin and end."""
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise SafetensorsError(f"its array '{name}' needs dtype, shape and data_offsets alone.")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in _TYPES:
        raise SafetensorsError(f"its array '{name}' has the type {dtype!r}, not one of"
                               f" {', '.join(_TYPES)}.")
    for numbers in (shape, offsets):
        # bool is an int in Python.
        if not isinstance(numbers, list) or not all(type(n) is int and n >= 0 for n in numbers):
            raise SafetensorsError(
                f"its array '{name}' has {numbers!r} where whole numbers are needed.")
    if len(offsets) != 2 or not offsets[0] <= offsets[1] <= data_size:
        raise SafetensorsError(
            f"its array '{name}' lies at {offsets}, but the data have {data_size} bytes.")
    needed = math.prod(shape) * np.dtype(_TYPES[dtype]).itemsize
    if offsets[1] - offsets[0] != needed:
        raise SafetensorsError(
            f"its array '{name}' has {offsets[1] - offsets[0]} bytes, but {dtype} of the shape"
            f" {shape} needs {needed}.")
    return offsets[0], offsets[1]


def write(
    path: str | os.PathLike[str], arrays: Mapping[str, NDArray[Any]],
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Writes a whole file, or leaves the old one as it was.

    The same content gives the same bytes, those that Fledge itself would write.

    Args:
        path: Where to write; the folder must exist. A symbolic link stays one.
        arrays: The arrays by name, in the order that the header should have.
        metadata: Texts by name.

    Raises:
        OSError: The file cannot be written.
        SafetensorsError: An array has a type that Fledge does not read, or a name or text is wrong.
    """
    content = _encode(arrays, metadata or {})
    target = os.path.realpath(path)
    temporary = os.path.join(os.path.dirname(target), f".fledge-{secrets.token_hex(8)}.tmp")
    try:
        # The system takes away what the umask of the process forbids.
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
            raise
    except OSError as error:
        # It would name the temporary file.
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None


def _encode(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> bytes:
    values = {}
    for name, array in arrays.items():
        array = np.asarray(array)
        if not isinstance(name, str) or name == "__metadata__":
            raise SafetensorsError(f"Cannot write an array with the name {name!r}.")
        dtype = array.dtype.newbyteorder("<")
        if dtype not in _NAMES:
            raise SafetensorsError(
                f"Cannot write the array '{name}': its type is {array.dtype}, but only float32,"
                " float64, int32, int64, uint8 and uint32 are read. Convert it first.")
        values[name] = np.ascontiguousarray(array, dtype=dtype).reshape(array.shape)
    for key, text in metadata.items():
        if not isinstance(key, str) or not isinstance(text, str):
            raise SafetensorsError(f"Cannot write the metadata {key!r}: {text!r} is not a text.")
    # Wide types come first, so that every array begins at a multiple of its type's size.
    order = sorted(values, key=lambda name: -values[name].itemsize)
    begin, offsets = 0, {}
    for name in order:
        offsets[name] = [begin, begin + values[name].nbytes]
        begin += values[name].nbytes
    header: dict[str, Any] = {}
    if metadata:
        header["__metadata__"] = dict(sorted(metadata.items()))
    for name, array in values.items():
        header[name] = {
            "dtype": _NAMES[array.dtype], "shape": list(array.shape), "data_offsets": offsets[name]}
    start = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    start += b" " * (-len(start) % 8)
    if len(start) > _HEADER_LIMIT or 8 + len(start) + begin > _FILE_LIMIT:
        raise SafetensorsError(f"Cannot write {begin} bytes of arrays: the limit is 1 GiB.")
    data = b"".join(values[name].tobytes() for name in order)
    return len(start).to_bytes(8, "little") + start + data

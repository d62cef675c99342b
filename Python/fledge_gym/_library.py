"""The library of C functions, libFledgeC.so, by ctypes; no other file knows it.

The library steps from and into NumPy arrays. What it writes in each call, a `Results`, is not
copied but handed out: the next call writes into other arrays, mostly into some that nobody has any
more.
"""

from __future__ import annotations

import ctypes
import json
import sys
import threading
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

NEXT_STEP, SAME_STEP, DISABLED = 0, 1, 2
"""What happens where an episode has ended, as in fledge.h."""

MOST_COPIES = 1 << 20


class _Memory(ctypes.Structure):
    """`fledge_memory`."""

    _fields_ = [
        (name, ctypes.c_void_p)
        for name in (
            "actions",
            "choices",
            "observations",
            "rewards",
            "terminated",
            "truncated",
            "final_observations",
            "begun",
            "tasks",
            "counts",
        )
    ]


_POINTER = ctypes.c_void_p
_ERROR = ctypes.POINTER(ctypes.c_void_p)
_TEXT = ctypes.c_char_p
_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "fledge_version": (_TEXT, []),
    "fledge_catalog": (_POINTER, []),
    "fledge_free": (None, [_POINTER]),
    "fledge_distribution_create": (_POINTER, [_TEXT, _TEXT, _ERROR]),
    "fledge_distribution_destroy": (None, [_POINTER]),
    "fledge_distribution_vary": (ctypes.c_int, [_POINTER, _TEXT, _ERROR]),
    "fledge_distribution_describe": (_POINTER, [_POINTER]),
    "fledge_distribution_sample": (
        ctypes.c_int,
        [_POINTER, _TEXT, ctypes.c_uint64, ctypes.c_uint64, ctypes.c_size_t, _POINTER, _ERROR],
    ),
    "fledge_distribution_check": (ctypes.c_int, [_POINTER, _POINTER, ctypes.c_size_t, _ERROR]),
    "fledge_environments_create": (
        _POINTER,
        [
            _POINTER,
            _POINTER,
            _TEXT,
            ctypes.c_size_t,
            ctypes.c_size_t,
            ctypes.c_int,
            _ERROR,
        ],
    ),
    "fledge_environments_destroy": (None, [_POINTER]),
    "fledge_environments_set_task": (ctypes.c_int, [_POINTER, ctypes.c_size_t, _POINTER, _ERROR]),
    "fledge_environments_begin": (
        ctypes.c_int,
        [_POINTER, _POINTER, _POINTER, ctypes.POINTER(_Memory), _ERROR],
    ),
    "fledge_environments_step": (ctypes.c_int, [_POINTER, ctypes.POINTER(_Memory), _ERROR]),
    "fledge_draws": (ctypes.c_int, []),
    "fledge_environments_watch": (ctypes.c_int, [_POINTER, _ERROR]),
    "fledge_environments_render": (
        ctypes.c_int,
        [_POINTER, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_size_t, _POINTER, _ERROR],
    ),
}


# Scores and random numbers.


class _Block(ctypes.Structure):
    """`fledge_block`."""

    _fields_ = [
        ("number", ctypes.c_size_t),
        ("copies", ctypes.c_size_t),
        ("key", ctypes.c_void_p),
    ]


class _View(ctypes.Structure):
    """`fledge_view`."""

    _fields_ = [
        ("step", ctypes.c_size_t),
        ("count", ctypes.c_size_t),
        ("copies", ctypes.c_void_p),
        ("observations", ctypes.c_void_p),
    ]


class _Outcome(ctypes.Structure):
    """`fledge_outcome`."""

    _fields_ = [
        ("view", _View),
        ("actions", ctypes.c_void_p),
        ("rewards", ctypes.c_void_p),
        ("terminated", ctypes.c_void_p),
        ("truncated", ctypes.c_void_p),
        ("next_observations", ctypes.c_void_p),
        ("target_size", ctypes.c_size_t),
        ("targets", ctypes.c_void_p),
    ]


class _Rollouts(ctypes.Structure):
    """`fledge_rollouts`."""

    _fields_ = [
        ("episodes", ctypes.c_size_t),
        ("offsets", ctypes.c_void_p),
        ("observations", ctypes.c_void_p),
        ("actions", ctypes.c_void_p),
        ("rewards", ctypes.c_void_p),
        ("terminated", ctypes.c_void_p),
        ("final_observations", ctypes.c_void_p),
    ]


def _function(*arguments: Any) -> Any:
    return ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint64, *arguments)


_FUNCTIONS = {
    "begin": _function(ctypes.POINTER(_Block)),
    "act": _function(ctypes.POINTER(_View), ctypes.c_void_p),
    "observe": _function(ctypes.POINTER(_Outcome)),
    "absorb": _function(ctypes.POINTER(_Rollouts)),
    "end": ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint64),
}


class _Agent(ctypes.Structure):
    """`fledge_agent`."""

    _fields_ = [
        ("context", ctypes.c_void_p),
        ("separate", ctypes.c_int),
        *_FUNCTIONS.items(),
    ]


_SIGNATURES |= {
    "fledge_score": (_POINTER, [_POINTER, ctypes.POINTER(_Agent), _TEXT, _ERROR]),
    "fledge_random_child": (None, [_POINTER, ctypes.c_uint32, ctypes.c_int64, _POINTER]),
    "fledge_random_words": (None, [_POINTER, ctypes.c_size_t, _POINTER, _POINTER]),
    "fledge_random_normals": (None, [_POINTER, ctypes.c_size_t, _POINTER, _POINTER]),
    "fledge_random_betas": (
        ctypes.c_int,
        [_POINTER, ctypes.c_size_t, _POINTER, _POINTER, _POINTER, _POINTER, _ERROR],
    ),
}


def _load(kind: type[ctypes.CDLL]) -> ctypes.CDLL:
    path = Path(__file__).with_name("libFledgeC.so")
    if not path.exists():
        raise ImportError(
            f"There is no {path}: fledge_gym was imported from its sources. Install it with"
            " 'pip install ./Python' in Fledge's repository, and run Python in another folder."
        )
    library = kind(str(path))
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


_c = _load(ctypes.CDLL)
# A call for one copy takes less time than to let other threads of Python run meanwhile.
_c_of_one = _load(ctypes.PyDLL)

# Without a list of types the arguments, three pointers, are passed as they are; that is faster.
_step_many = _c["fledge_environments_step"]
_step_one = _c_of_one["fledge_environments_step"]
_step_many.restype = _step_one.restype = ctypes.c_int


def _take(pointer: int) -> str:
    """The text at an address, which is then released."""
    text = ctypes.string_at(pointer).decode()
    _c.fledge_free(pointer)
    return text


def _bytes(text: str) -> bytes:
    """A text for the library, for which it would end at its first NUL."""
    if "\0" in text:
        raise ValueError(f"The text {text!r} has a NUL character: take it out.")
    return text.encode()


class _Message:
    """Where the library stores what went wrong."""

    def __init__(self) -> None:
        self.pointer = ctypes.c_void_p()
        self.reference = ctypes.byref(self.pointer)

    def take(self) -> str:
        """The message, which is then forgotten."""
        if not self.pointer.value:
            return "Fledge's library failed without a message; please report this."
        text = _take(self.pointer.value)
        self.pointer.value = None
        return text


def version() -> str:
    """The version of the library, such as "0.1.0"."""
    return _c.fledge_version().decode()


def draws() -> bool:
    """Whether the library was built with Cairo, and so draws pictures."""
    return bool(_c.fledge_draws())


def catalog() -> list[dict[str, Any]]:
    """A dict for each distribution: name, version, summary, options."""
    return json.loads(_take(_c.fledge_catalog()))


class Distribution:
    """Where tasks come from.

    Raises:
        ValueError: There is no such distribution, option or value.
    """

    def __init__(self, name: str, options: dict[str, Any] | None = None) -> None:
        self._message = _Message()
        text = None if not options else json.dumps(options).encode()
        self.pointer = _c.fledge_distribution_create(_bytes(name), text, self._message.reference)
        if not self.pointer:
            raise ValueError(self._message.take())
        weakref.finalize(self, _c.fledge_distribution_destroy, self.pointer)

    def vary(self, values: str) -> None:
        """Lets a parameter take other values in every split: "gravity=1...5,15...20"."""
        if _c.fledge_distribution_vary(self.pointer, _bytes(values), self._message.reference):
            raise ValueError(self._message.take())

    def describe(self) -> dict[str, Any]:
        """Spaces, parameters, horizon, splits and known levels."""
        return json.loads(_take(_c.fledge_distribution_describe(self.pointer)))

    def sample(self, split: str, seed: int, first: int, count: int, size: int) -> Floats:
        """Draws tasks by their address: `[count, P]`."""
        tasks = np.empty((count, size), np.float32)
        if _c.fledge_distribution_sample(
            self.pointer,
            split.encode(),
            seed,
            first,
            count,
            tasks.ctypes.data,
            self._message.reference,
        ):
            raise ValueError(self._message.take())
        return tasks

    def check(self, tasks: Floats) -> None:
        """Refuses tasks, `[count, P]`, whose values are not legal."""
        tasks = np.ascontiguousarray(tasks, np.float32)
        if _c.fledge_distribution_check(
            self.pointer, tasks.ctypes.data, len(tasks), self._message.reference
        ):
            raise ValueError(self._message.take())


def _busy() -> RuntimeError:
    return RuntimeError(
        "Another thread is using this environment: make one for each thread, or use it in one"
        " thread at a time."
    )


class Results:
    """The arrays that one call writes.

    Attributes:
        observations: `[E, O]`.
        rewards: `[E]`.
        terminated: `[E]`.
        truncated: `[E]`.
        memory: Where the library reads and writes.
    """

    __slots__ = ("observations", "rewards", "terminated", "truncated", "memory", "_unused")

    def __init__(
        self, count: int, observation_size: int, shared: Mapping[str, npt.NDArray[Any] | None]
    ) -> None:
        self.observations: Floats = np.zeros((count, observation_size), np.float32)
        self.rewards: npt.NDArray[np.float64] = np.zeros(count)
        self.terminated: npt.NDArray[np.bool_] = np.zeros(count, np.bool_)
        self.truncated: npt.NDArray[np.bool_] = np.zeros(count, np.bool_)
        own = (self.observations, self.rewards, self.terminated, self.truncated)
        memory = _Memory()
        for name, array in {**shared, **dict(zip(self.__slots__, own))}.items():
            setattr(memory, name, None if array is None else array.ctypes.data)
        self.memory = ctypes.byref(memory)
        del own, array
        self._unused = self._references()

    def _references(self) -> tuple[int, int, int, int]:
        return (
            sys.getrefcount(self.observations),
            sys.getrefcount(self.rewards),
            sys.getrefcount(self.terminated),
            sys.getrefcount(self.truncated),
        )

    def is_unused(self) -> bool:
        """Whether nobody else has one of the arrays, or a view, which refers to its array."""
        return self._references() == self._unused


class Copies:
    """Copies of an environment, with the arrays they are stepped from and into.

    Attributes:
        actions: `[E, A]`, read by `step`; None if there are choices.
        choices: `[E]`, read by `step`; None if there are actions.
        final_observations: `[E, O]`, of the episodes that ended in the latest step; None unless
            they begin again in the same step.
        begun: `[E]`, 1 where an episode began, 2 where a trial began with it.
        tasks: `[E, P]`, of the running episodes.
        counts: `[3]`: how many episodes ended in the latest step, how many began in the latest
            call, and how many trials with them.
    """

    def __init__(
        self,
        distribution: Distribution,
        *,
        count: int,
        observation_size: int,
        action_size: int,
        task_size: int,
        split: str,
        episodes_per_trial: int,
        autoreset: int,
        has_choices: bool = False,
    ) -> None:
        self.actions: Floats | None = None
        self.choices: npt.NDArray[np.int64] | None = None
        if has_choices:
            self.choices = np.zeros(count, np.int64)
        else:
            self.actions = np.zeros((count, action_size), np.float32)
        self.final_observations: Floats | None = None
        if autoreset == SAME_STEP:
            self.final_observations = np.zeros((count, observation_size), np.float32)
        self.begun: Bytes = np.zeros(count, np.uint8)
        self.tasks: Floats = np.zeros((count, task_size), np.float32)
        self.counts: npt.NDArray[np.uint32] = np.zeros(3, np.uint32)
        shared = ("actions", "choices", "final_observations", "begun", "tasks", "counts")
        self._shared = {name: getattr(self, name) for name in shared}
        self._sizes = (count, observation_size)
        self._kept: list[Results] = []
        self._message = _Message()
        self._error = self._message.reference
        pointer = _c.fledge_environments_create(
            distribution.pointer,
            None,
            split.encode(),
            count,
            episodes_per_trial,
            autoreset,
            self._error,
        )
        if not pointer:
            raise ValueError(self._message.take())
        self._pointer = ctypes.c_void_p(pointer)
        self._c = _c_of_one if count == 1 else _c
        self._step: Callable[..., int] = _step_one if count == 1 else _step_many
        self._lock = threading.Lock()
        self._release = weakref.finalize(self, _c.fledge_environments_destroy, pointer)

    def step_call(self, results: Results) -> tuple[Callable[..., int], Any, Any, Any]:
        """The function of `step` and its arguments; after another result than 0, call `failure`."""
        return self._step, self._pointer, results.memory, self._error

    def results(self) -> Results:
        """Arrays that nobody has, for the next call to write."""
        for results in self._kept:
            if results.is_unused():
                return results
        # Memory that was used before is faster than new memory, but not all of it is to be kept.
        results = Results(*self._sizes, self._shared)
        if len(self._kept) < 4:
            self._kept.append(results)
        return results

    def set_task(self, copy: int, task: Floats | None) -> None:
        """Puts a copy on a task, `[P]`, from its next episode on; with None it draws again."""
        address = None
        if task is not None:
            task = np.ascontiguousarray(task, np.float32)
            address = task.ctypes.data
        self._call(self._c.fledge_environments_set_task, copy, address)

    def begin(
        self,
        results: Results,
        chosen: Bytes | None = None,
        streams: npt.NDArray[np.uint32] | None = None,
    ) -> None:
        """Begins episodes, in all copies or where `chosen`, `[E]`, is not 0.

        With `streams`, `[E]`, the random numbers begin anew.
        """
        first = None if chosen is None else chosen.ctypes.data
        second = None if streams is None else streams.ctypes.data
        self._call(self._c.fledge_environments_begin, first, second, results.memory)

    def step(self, results: Results) -> None:
        """Takes a step in every copy with `actions` or `choices`."""
        # As `_call` does, but faster.
        if not self._lock.acquire(False):
            raise _busy()
        try:
            failed = self._step(self._pointer, results.memory, self._error)
        finally:
            self._lock.release()
        if failed:
            raise ValueError(self._message.take())

    def _call(self, function: Callable[..., int], *arguments: Any) -> None:
        """Calls a function of these copies.

        Raises:
            ValueError: The call is wrong.
            RuntimeError: Another thread makes a call meanwhile.
        """
        # The library stops the process where one handle is used by two threads at once.
        if not self._lock.acquire(False):
            raise _busy()
        try:
            if function(self._pointer, *arguments, self._error):
                raise ValueError(self._message.take())
        finally:
            self._lock.release()

    def watch(self) -> None:
        """Keeps what episodes do, for `render`; before the first begins.

        Raises:
            ValueError: The library draws nothing, or episodes have begun.
        """
        self._call(_c.fledge_environments_watch)

    def render(self, copy: int, width: int, height: int) -> Bytes:
        """Draws the episode of a copy up to now: `[height, width, 3]`.

        Raises:
            ValueError: The size is out of range, or no episode has begun.
        """
        pixels = np.empty((height, width, 3), np.uint8)
        self._call(_c.fledge_environments_render, copy, width, height, pixels.ctypes.data)
        return pixels

    def failure(self) -> str:
        """What the latest call said that failed."""
        return self._message.take()

    def close(self) -> None:
        """Releases what the library holds; nothing else may be called afterwards."""
        # The lock stays closed, so that no thread uses what is released.
        if not self._lock.acquire(False):
            raise _busy()
        self._release()


# Scores and random numbers.


def _copy(address: int | None, shape: tuple[int, ...], kind: Any) -> npt.NDArray[Any]:
    """A copy of numbers at an address, which are valid during a call only."""
    kind = np.dtype(kind)
    size = kind.itemsize
    for length in shape:
        size *= length
    if not size or address is None:
        return np.zeros(shape, kind)
    return np.frombuffer(ctypes.string_at(address, size), kind).reshape(shape).copy()


class ScoredAgent:
    """An agent that the library plays, as functions of arrays.

    Args:
        player: Has the methods `begin(trial, number, copies, key)`,
            `act(trial, step, copies, observations)`, which returns float32 actions `[n, A]`,
            `observe(trial, step, copies, observations, actions, rewards, terminated, truncated,
            next_observations, targets)`,
            `absorb(trial, offsets, observations, actions, rewards, terminated, final_observations)`
            and `end(trial)`.
        separate: Whether each copy of a block is an agent with a trial of its own.
        observation_size: O.
        action_size: A.
    """

    def __init__(
        self, player: Any, *, separate: bool, observation_size: int, action_size: int
    ) -> None:
        self._player = player
        self._sizes = (observation_size, action_size)
        self.failure: BaseException | None = None
        """What a method raised, which ends the scoring."""
        # The library's pointers to these functions are valid as long as they are.
        self.functions = _Agent(
            None,
            int(separate),
            *(kind(self._guarded(name)) for name, kind in _FUNCTIONS.items()),
        )

    def _guarded(self, name: str) -> Callable[..., int | None]:
        method = getattr(self, "_" + name)

        def call(_context: int | None, trial: int, *arguments: Any) -> int | None:
            try:
                method(trial, *arguments)
            except BaseException as failure:
                # Nothing may be raised through the library, not even an interrupt.
                self.failure = self.failure or failure
                return None if name == "end" else 1
            return None if name == "end" else 0

        return call

    def _begin(self, trial: int, pointer: Any) -> None:
        block = pointer.contents
        self._player.begin(trial, block.number, block.copies, _copy(block.key, (2,), np.uint32))

    def _view(self, view: Any) -> tuple[int, npt.NDArray[np.int64], Floats]:
        count = view.count
        return (
            view.step,
            _copy(view.copies, (count,), np.uint64).astype(np.int64),
            _copy(view.observations, (count, self._sizes[0]), np.float32),
        )

    def _act(self, trial: int, pointer: Any, address: int) -> None:
        view = pointer.contents
        actions = self._player.act(trial, *self._view(view))
        size = view.count * self._sizes[1]
        target = (ctypes.c_float * size).from_address(address)
        np.frombuffer(target, np.float32)[:] = actions.reshape(-1)

    def _observe(self, trial: int, pointer: Any) -> None:
        outcome = pointer.contents
        count, (observation, action) = outcome.view.count, self._sizes
        self._player.observe(
            trial,
            *self._view(outcome.view),
            _copy(outcome.actions, (count, action), np.float32),
            _copy(outcome.rewards, (count,), np.float32),
            _copy(outcome.terminated, (count,), np.bool_),
            _copy(outcome.truncated, (count,), np.bool_),
            _copy(outcome.next_observations, (count, observation), np.float32),
            _copy(outcome.targets, (count, outcome.target_size), np.float32),
        )

    def _absorb(self, trial: int, pointer: Any) -> None:
        rollouts = pointer.contents
        count, (observation, action) = rollouts.episodes, self._sizes
        offsets = _copy(rollouts.offsets, (count + 1,), np.uint64).astype(np.int64)
        steps = int(offsets[-1])
        self._player.absorb(
            trial,
            offsets,
            _copy(rollouts.observations, (steps, observation), np.float32),
            _copy(rollouts.actions, (steps, action), np.float32),
            _copy(rollouts.rewards, (steps,), np.float32),
            _copy(rollouts.terminated, (count,), np.bool_),
            _copy(rollouts.final_observations, (count, observation), np.float32),
        )

    def _end(self, trial: int) -> None:
        self._player.end(trial)


def score(
    distribution: Distribution, agent: ScoredAgent, protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Scores an agent: what `fledge score --json` prints.

    Raises:
        ValueError: The protocol or an action is wrong.
        BaseException: What a method of the agent raised.
    """
    message = _Message()
    pointer = _c.fledge_score(
        distribution.pointer,
        ctypes.byref(agent.functions),
        json.dumps(dict(protocol)).encode(),
        message.reference,
    )
    text = _take(pointer) if pointer else message.take()
    if agent.failure is not None:
        raise agent.failure
    if not pointer:
        raise ValueError(text)
    return json.loads(text)


def random_child(key: npt.NDArray[np.uint32], purpose: int, index: int) -> npt.NDArray[np.uint32]:
    """The key, `[2]`, for a narrower use."""
    child = np.empty(2, np.uint32)
    _c.fledge_random_child(key.ctypes.data, purpose, index, child.ctypes.data)
    return child


def random_words(
    key: npt.NDArray[np.uint32], positions: npt.NDArray[np.uint32]
) -> npt.NDArray[np.uint32]:
    """Four words, `[n, 4]`, at each position, `[n, 3]`."""
    words = np.empty((len(positions), 4), np.uint32)
    _c.fledge_random_words(key.ctypes.data, len(words), positions.ctypes.data, words.ctypes.data)
    return words


def random_normals(key: npt.NDArray[np.uint32], positions: npt.NDArray[np.uint32]) -> Floats:
    """Two standard normal numbers, `[n, 2]`, at each position, `[n, 3]`."""
    numbers = np.empty((len(positions), 2), np.float32)
    _c.fledge_random_normals(
        key.ctypes.data, len(numbers), positions.ctypes.data, numbers.ctypes.data
    )
    return numbers


def random_betas(
    key: npt.NDArray[np.uint32],
    positions: npt.NDArray[np.uint32],
    first: npt.NDArray[np.float64],
    second: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """A number of a beta distribution, `[n]`, at each position, `[n, 2]`.

    Raises:
        ValueError: A parameter is below 1 or not finite.
    """
    numbers = np.empty(len(positions), np.float64)
    message = _Message()
    if _c.fledge_random_betas(
        key.ctypes.data,
        len(numbers),
        positions.ctypes.data,
        first.ctypes.data,
        second.ctypes.data,
        numbers.ctypes.data,
        message.reference,
    ):
        raise ValueError(message.take())
    return numbers

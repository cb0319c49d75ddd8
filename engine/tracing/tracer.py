"""Runs a short program and records it line by line: which line, what it changed, what it printed, how it ended.

It sets no limits on time and memory; ``engine.tracing.child`` does that around it, in a process of its own.
"""

from __future__ import annotations

import ast
import copy
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import numpy as np

from engine.tracing.rules import ProgramError, permitted_builtins, refuse_forbidden
from engine.tracing.values import MAX_PATH, MAX_VALUES, Value, finite, same, snapshot

FILE = "<program>"
MAX_EVENTS = 20_000
MAX_PRINTED = 10_000
MAX_KEPT = 400_000  # numbers in a whole recording
MAX_ITERATIONS = 2_000
_FIXED = (int, float, str, np.generic, ModuleType, FunctionType)  # the same object is the same value
_COMPARED_BYTES = 1_000  # arrays up to here are compared before they are copied
_CHECKED_BYTES = 10_000  # smaller arrays need not be added up


@dataclass(frozen=True, slots=True)
class Names:
    """What the variables of a program are called that curves and lights are made of.

    Attributes:
        loss: The cost of one turn of the loop.
        parameters: What is learned.
        gradients: The derivatives by them, in the same order.
        path: A list of the places so far; empty if none is kept.
    """

    loss: str
    parameters: tuple[str, ...]
    gradients: tuple[str, ...]
    path: str = ""

    @property
    def kept(self) -> tuple[str, ...]:
        """All of them."""
        return (self.loss, *self.parameters, *self.gradients, *([self.path] if self.path else []))


@dataclass(frozen=True, slots=True)
class Event:
    """One executed line.

    Attributes:
        line: Its number, from 1.
        changed: What it changed, by name.
        printed: Letters printed so far, this line's included.
    """

    line: int
    changed: tuple[tuple[str, Value], ...]
    printed: int


@dataclass(frozen=True, slots=True)
class Turn:
    """The moment before a turn of the loop that computes the loss; one more stands at the end of the recording.

    Attributes:
        event: Number of lines executed before it.
        namespace: Copies of what the lines up to the loss need.
        values: The variables of ``Names`` at that moment, as far as they exist.
    """

    event: int
    namespace: Mapping[str, Any]
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Failure:
    """How a program failed.

    Attributes:
        line: Where; 0 if that is not known.
        sentence: What went wrong, one sentence.
    """

    line: int
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)  # two are equal if they are one: a cache may keep them apart by that
class Recording:
    """A program's whole run.

    Attributes:
        events: The executed lines in order.
        turns: Moments before the turns of the loop, and the last one.
        forward: The lines of the loop up to the loss; None where no loop assigns it.
        printed: What it printed, at most ``MAX_PRINTED`` letters.
        failure: How it failed; None if it did not.
        notes: What was cut, a sentence each.
    """

    events: tuple[Event, ...]
    turns: tuple[Turn, ...] = ()
    forward: CodeType | None = None
    printed: str = ""
    failure: Failure | None = None
    notes: tuple[str, ...] = ()


class Stopped(BaseException):
    """Ends a run from inside; no ``except Exception`` of the program holds it up."""


def record(source: str, names: Names, *, max_bytes: int | None = None, stop_at_infinity: bool = False) -> Recording:
    r"""Run a program and return its recording. What it does wrong is in there too; nothing is raised.

    Args:
        source: The program.
        names: What its loss, parameters and gradients are called.
        max_bytes: Most that its arrays may take together.
        stop_at_infinity: Whether it ends with the line after which one of ``names`` is no finite number.

    Example:
        >>> lines = "w = 2.0\nfor k in range(2):\n    loss = w * w\n    w = w / 2\nprint(w)"
        >>> made = record(lines, Names("loss", ("w",), ()))
        >>> [event.line for event in made.events], made.printed
        ([1, 2, 3, 4, 2, 3, 4, 2, 5], '0.5\n')
        >>> [turn.values for turn in made.turns]
        [{'w': 2.0}, {'loss': 4.0, 'w': 1.0}, {'loss': 1.0, 'w': 0.5}]
    """
    try:
        tree = ast.parse(source, FILE)
        refuse_forbidden(tree)
        code = compile(tree, FILE, "exec")
    except SyntaxError as error:
        return Recording((), failure=Failure(error.lineno or 0, f"{error.msg[:1].upper()}{error.msg[1:]}."))
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return Recording((), failure=Failure(0, f"This cannot be read as a program: {error}."))
    except ProgramError as error:
        return Recording((), failure=Failure(error.line, str(error)))
    return _Tracer(tree, names, max_bytes, stop_at_infinity).run(code)


def loop_of(tree: ast.Module, name: str) -> tuple[int, CodeType] | None:
    r"""Return the first line of the loop that assigns a name, and its statements up to that; None if there is no such loop.

    Example:
        >>> found = loop_of(ast.parse("for k in range(3):\n    a = k\n    loss = a\n    b = 1"), "loss")
        >>> (found[0], found[1].co_names) if found else None
        (2, ('_turn', 'k', 'a', 'loss'))
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.For | ast.While):
            continue
        for index, statement in enumerate(node.body):
            if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign) and name in _stored(statement):
                once = ast.parse("for _turn in (0,): pass")  # in a loop of its own, where it may break
                once.body[0].body = node.body[: index + 1]  # type: ignore[attr-defined]
                return node.body[0].lineno, compile(once, FILE, "exec")
    return None


def _stored(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


class _Tracer:
    """Watches one run: Python calls it before every line."""

    def __init__(self, tree: ast.Module, names: Names, max_bytes: int | None, stop_at_infinity: bool) -> None:
        self._names = names
        self._max_bytes = max_bytes
        self._stop_at_infinity = stop_at_infinity
        self._lines: list[int] = []
        self._changed: list[dict[str, Value]] = []
        self._printed_at: list[int] = []
        self._running: dict[FrameType, int] = {}  # the event of the line that runs in a frame
        self._shown: dict[str, Value] = {}
        self._looked_at: dict[str, tuple[object, bytes | None]] = {}
        self._kept = 0
        self._turns: list[Turn] = []
        self._loop = loop_of(tree, names.loss)
        self._loop_frame: FrameType | None = None
        self._out: list[str] = []
        self._out_length = 0
        self._notes: dict[str, None] = {}
        self._cut = False

    def run(self, code: CodeType) -> Recording:
        """Run the program from its first line to its end, or as far as it goes."""
        namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": permitted_builtins(self._print)}
        failure, before = None, sys.gettrace()
        try:
            with np.errstate(all="ignore"):
                sys.settrace(self._on_call)
                try:
                    exec(code, namespace)  # built-in text, or a learner's own lines in a process of their own
                finally:
                    sys.settrace(before)
        except Stopped as stopped:
            failure = Failure(_line_of(stopped), str(stopped)) if str(stopped) else None
        except BaseException as error:  # noqa: BLE001  (whatever a program raises is what is to be shown)
            failure = Failure(_line_of(error), _sentence(error))
        if self._loop_frame is not None and failure is None and not self._cut:
            self._add_turn(self._loop_frame)  # the last turn is finished
        events = zip(self._lines, self._changed, [*self._printed_at[1:], self._out_length], strict=False)
        return Recording(
            tuple(Event(line, tuple(changed.items()), printed) for line, changed, printed in events),
            tuple(self._turns),
            self._loop[1] if self._loop else None,
            "".join(self._out),
            failure,
            tuple(self._notes),
        )

    # -- what Python calls

    def _on_call(self, frame: FrameType, _event: str, _arg: object) -> Callable[..., Any] | None:
        code = frame.f_code
        own = code.co_filename == FILE and (code.co_name == "<module>" or not code.co_name.startswith("<"))
        return self._on_line if own else None

    def _on_line(self, frame: FrameType, event: str, _arg: object) -> Callable[..., Any] | None:
        if event == "exception":
            return self._on_line
        if frame in self._running:
            self._settle(frame, self._running.pop(frame))
        if event == "return":
            return self._on_line
        if len(self._lines) >= MAX_EVENTS:
            self._notes[f"Only the first {MAX_EVENTS:,} lines that ran are recorded."] = None
            self._cut = True
            sys.settrace(None)
            return None
        if self._loop and frame.f_lineno == self._loop[0]:
            self._add_turn(frame)
        self._running[frame] = len(self._lines)
        self._lines.append(frame.f_lineno)
        self._changed.append({})
        self._printed_at.append(self._out_length)
        return self._on_line

    def _settle(self, frame: FrameType, event: int) -> None:
        """Note what the line that has just run in a frame has changed."""
        name_of = "" if frame.f_code.co_name == "<module>" else f"{frame.f_code.co_name}."
        total, lost = 0, False
        for name, value in frame.f_locals.items():
            key = name_of + name
            if name.startswith("__") or self._unchanged(key, value):
                continue
            if isinstance(value, np.ndarray) and value.nbytes > _CHECKED_BYTES:
                total += value.nbytes
            seen = snapshot(value, self._most(name))
            if seen is None or same(self._shown.get(key), seen):
                continue
            self._shown[key] = seen
            self._changed[event][key] = seen
            self._kept += seen.size if isinstance(seen, np.ndarray) else 1
            lost = lost or (name in self._names.kept and not finite(seen))
        if self._max_bytes is not None and total > self._max_bytes:
            raise MemoryError(f"its arrays take more than {self._max_bytes >> 20} MB")
        if lost and self._stop_at_infinity:
            raise Stopped

    def _unchanged(self, key: str, value: object) -> bool:
        """Return whether a variable is sure to be what it was: the same object, with nothing in it that could change."""
        raw = value.tobytes() if isinstance(value, np.ndarray) and value.nbytes <= _COMPARED_BYTES else None
        known, known_raw = self._looked_at.get(key, (None, None))
        if known is value and (isinstance(value, _FIXED) or (raw is not None and raw == known_raw)):
            return True
        self._looked_at[key] = value, raw
        return False

    def _most(self, name: str) -> int:
        """Return how many numbers of a variable are kept."""
        if self._kept > MAX_KEPT:
            self._notes["There is too much to keep all of it: large arrays are cut from some line on."] = None
            return 1
        return MAX_PATH if name == self._names.path else MAX_VALUES

    def _add_turn(self, frame: FrameType) -> None:
        """Keep what the lines up to the loss need: copies, so that a later line cannot change them."""
        if self._loop is None or len(self._turns) > MAX_ITERATIONS:
            return
        self._loop_frame = frame
        known = {**frame.f_globals, **frame.f_locals}
        shared: dict[int, Any] = {}
        needed = {}
        for name in (*self._loop[1].co_names, *self._names.parameters):
            if name in known and name not in needed:
                needed[name] = _copied(known[name], shared)
        found = {name: snapshot(known[name], self._most(name)) for name in self._names.kept if name in known}
        values = {name: value for name, value in found.items() if value is not None}
        self._turns.append(Turn(len(self._lines), needed, values))

    # -- what the program may use

    def _print(self, *values: object, sep: str = " ", end: str = "\n", **_: object) -> None:
        """Keep what is printed, up to a limit."""
        text = sep.join(map(str, values)) + end
        room = MAX_PRINTED - self._out_length
        if len(text) > room:
            self._notes[f"Only the first {MAX_PRINTED:,} letters that it printed are kept."] = None
        self._out.append(text[:room])
        self._out_length += len(text[:room])


def _copied(value: object, shared: dict[int, Any]) -> Any:
    try:
        return copy.deepcopy(value, shared)
    except (TypeError, ValueError, RecursionError):  # a module, an iterator: not changed by the lines that use it
        return value


def _line_of(error: BaseException) -> int:
    """Return the program's line that an error comes from."""
    line, place = 0, error.__traceback__
    while place is not None:
        if place.tb_frame.f_code.co_filename == FILE:
            line = place.tb_lineno
        place = place.tb_next
    return line


def _sentence(error: BaseException) -> str:
    """Return what went wrong in one sentence."""
    said = " ".join(str(error).split())[:300].rstrip(".")
    if isinstance(error, ProgramError):
        return f"{said}."
    if isinstance(error, MemoryError):
        return f"This asks for more memory than there is for it{f': {said}' if said else ''}."
    if isinstance(error, RecursionError):
        return "The function calls itself too often (RecursionError)."
    return f"{type(error).__name__}{f': {said}' if said else ''}."

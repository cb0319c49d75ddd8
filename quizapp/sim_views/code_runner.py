"""Runs a learner's own lines in a process of its own, see ``engine.tracing.child``. Nothing waits; stopping works at once."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QProcess, QProcessEnvironment, QTimer, Signal

from engine.tracing import child
from engine.tracing.tracer import Names
from engine.tracing.wire import OwnRun, failed_run, unpacked

WALL_S = 5.0
COMPUTE_S = 3  # less, so that the process can still say where it was
MEGABYTES = 512
END_MS = 2000
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class CodeRunner(QObject):
    """At most one run at a time.

    Signals:
        finished: An ``OwnRun``, whatever came of it; not after ``stop``.
    """

    finished = Signal(object)

    def __init__(self, parent: QObject, *, wall_s: float = WALL_S, compute_s: int = COMPUTE_S) -> None:
        """Make a runner without a process.

        Args:
            parent: Owner; when it goes, the process goes.
            wall_s: Seconds after which a run is killed.
            compute_s: Seconds of computing after which it is asked to say where it is.
        """
        super().__init__(parent)
        self._wall_s, self._compute_s = wall_s, compute_s
        self._process: QProcess | None = None
        self._source = ""
        self._late = False
        # Not a child of this object: it would be destroyed while it runs. It is ended first, whoever ends this.
        alive = self._alive = list[QProcess]()
        self.destroyed.connect(lambda: _end_all(alive))
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_late)

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._process is not None

    def run(self, source: str, right: str, names: Names) -> None:
        """Start a run; one that is under way is stopped.

        Args:
            source: The learner's lines.
            right: Text of the right program.
            names: What loss, parameters and gradients are called.
        """
        self.stop()
        request = {
            "source": source,
            "right": right,
            "loss": names.loss,
            "parameters": names.parameters,
            "gradients": names.gradients,
            "path": names.path,
            "seconds": self._compute_s,
            "megabytes": MEGABYTES,
            "paths": [str(Path(np.__file__).resolve().parents[1])],  # where an isolated Python might not look
        }
        self._source, self._late = source, False
        process = self._process = QProcess()
        environment = QProcessEnvironment.systemEnvironment()
        for name in _THREADS:
            environment.insert(name, "1")
        process.setProcessEnvironment(environment)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._alive[:] = [process]
        self._timer.start(round(1000 * self._wall_s))
        process.start(sys.executable, ["-I", child.__file__])
        process.write(json.dumps(request).encode())
        process.closeWriteChannel()

    def stop(self) -> None:
        """Kill the run that is under way, if there is one."""
        process, self._process = self._process, None
        self._timer.stop()
        self._alive.clear()
        if process is not None:
            _end(process)

    def _on_late(self) -> None:
        if self._process is not None:
            self._late = True
            self._process.kill()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._finish(failed_run(self._source, "No Python could be started to run it."))

    def _on_finished(self) -> None:
        process = self._process
        if process is None:
            return
        answer = bytes(process.readAllStandardOutput().data())
        if self._late:
            sentence = f"It has taken {self._wall_s:g} s and was stopped: does a loop never end?"
            self._finish(failed_run(self._source, sentence))
            return
        try:
            self._finish(unpacked(self._source, json.loads(answer)))
        except (ValueError, KeyError, TypeError):
            code = process.exitCode()
            self._finish(
                failed_run(self._source, f"Its process ended without an answer (code {code}): too much time or memory?")
            )

    def _finish(self, run: OwnRun) -> None:
        self._process = None
        self._alive.clear()
        self._timer.stop()
        self.finished.emit(run)


def _end_all(processes: list[QProcess]) -> None:
    for process in processes:
        _end(process)


def _end(process: QProcess) -> None:
    """Kill a process and wait until it is gone; its signals reach nobody any more."""
    process.blockSignals(True)
    if process.state() is not QProcess.ProcessState.NotRunning:
        process.kill()
        process.waitForFinished(END_MS)

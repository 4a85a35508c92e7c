"""Records a PyTorch training as a captures folder."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Callable

import torch
from torch import Tensor, nn

from .caller_warning import warn_caller
from .captures_writer import CapturesWriter
from .layer_choice import Layers, choose_layers, line_axes
from .left_open import at_exit, is_failing
from .problem import InfoplaneError
from .recording import Recording
from .sample_loss import loss_name
from .schedule import At, read_schedule
from .to_torch import floating_type_of
from .torch_samples import Batch, batch_of, read_torch_samples
from .training_place import is_writer, unwrapped


class Recorder:
    """Records what the layers of a network do while it trains, and changes nothing of the training.

    `step(x, y)` stands before the update. On rows of the schedule the recorder runs the network once more, keeps the
    layers' activations T and the gradients d of each sample's own loss, and puts buffers, modes and random states
    back. Row i is of the weights after i updates, on mini-batch i + 1 before it is used, or on fixed samples.

    Args:
        folder: captures folder; must not be there, or be empty (see `resume`).
        model: the network; compiled, DataParallel and DistributedDataParallel ones too (rank 0 writes).
        layers: modules by name, `{"F1": model.fc1}`, or names of modules, `["fc1", "enc.3"]`. A module that is called
            several times is `r`, `r#2`, ...; of a tuple (recurrent layers, attention) the first tensor is the layer's.
        loss: the training's loss: a function or module of PyTorch, or any function of (output, y) that gives one loss a
            sample. None records no error signals.
        at: `"log:20"`, `"every:10"`, `{"epochs": [0, "1/3", 2]}`, or a list of iterations.
        sample: None for the mini-batch (in the mode that the network is in); `(x, y)` for fixed samples (in eval mode);
            several by name, `{"batch": None, "test": (x, y)}`. Tensors, or arrays of NumPy.
        iterations: updates of the whole training; with it `log:N` is N rows, without it N rows a decade.
        iterations_per_epoch: `len(loader)`; needed for `epochs`, and gives rows their epoch.
        axes: letters of layers whose axes are not NF, NTF or NCHW, such as `{"enc": "TNF"}`; N is moved to the front.
        input_axes: letters of x, when they are not.
        classes: number of classes; else the network's outputs, where y are whole numbers.
        labels: makes of y what is written as Y, [n]; gives None where there is nothing to write.
        mask: makes of x which tokens count, [n, tokens].
        forward: runs the network, `lambda model, x: model(x).logits`, where its output is no tensor.
        seed: the training's; trainings that differ in nothing else are trials.
        settings: what distinguishes this training, such as `{"activation": "tanh"}`.
        meta: anything else that JSON can hold.
        dtype: `float64`, `float32`, `float16` for all floating arrays; None keeps each as it is, bfloat16 too.
        files: `safetensors`, or `npz` (where bfloat16 becomes float32); `sha256`: whether rows carry their sums.
        not_finite: what becomes of a row with NaN or infinite numbers: `skip` leaves it out with a warning, and the
            training goes on; `raise` raises.
        resume: go on with a recording; rows from `iteration` on are dropped, since they come again.
        iteration: updates that the checkpoint has from which the training goes on.

    Raises:
        InfoplaneError: something does not fit, with what to do; of a row, from `step`.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        model: nn.Module,
        layers: Layers = (),
        loss: Callable[..., Any] | None = None,
        *,
        at: At,
        sample: Any = None,
        iterations: int | None = None,
        iterations_per_epoch: int | None = None,
        axes: Mapping[str, str] | None = None,
        input_axes: str | None = None,
        classes: int | None = None,
        labels: Callable[[Any], Tensor | None] | None = None,
        mask: Callable[[Tensor], Tensor] | None = None,
        forward: Callable[[Any, Tensor], Tensor] | None = None,
        seed: int = 1,
        settings: Mapping[str, object] | None = None,
        meta: Mapping[str, object] | None = None,
        dtype: str | None = None,
        files: str = "safetensors",
        sha256: bool = False,
        not_finite: str = "skip",
        resume: bool = False,
        iteration: int | None = None,
    ) -> None:
        model = unwrapped(model)
        choices = choose_layers(layers, model)
        self._schedule = read_schedule(at, iterations, iterations_per_epoch)
        self._per_epoch = iterations_per_epoch
        self._iterations = iterations
        self._dtype = floating_type_of(model)
        self._samples = read_torch_samples(sample, labels, mask, self._dtype)
        self._batch = next((name for name, one in self._samples.items() if not one.is_fixed), None)
        self._iteration = iteration or 0
        self._waiting = False
        self._full = 0
        samples_axis = 0 if input_axes is None else max(0, input_axes.find("N"))
        self._skips = not_finite == "skip"
        self._writer: CapturesWriter | None = None
        self._recording = Recording(model, choices, loss, forward, samples_axis)
        for name, one in self._samples.items():
            if one.is_fixed:
                self._recording.check(one.batch(), f"the samples '{name}'")
        if is_writer():
            self._writer = CapturesWriter(
                folder,
                sample={name: one.declared() for name, one in self._samples.items()},
                seed=seed,
                settings=settings,
                classes=classes,
                loss=None if loss is None else loss_name(loss),
                program=f"torch {torch.__version__.partition('+')[0]}",
                axes={**line_axes(choices), **(axes or {})},
                input_axes=input_axes,
                meta=meta,
                dtype=dtype,
                files=files,
                sha256=sha256,
                iterations=iterations,
                not_finite=not_finite,
                resume=resume,
                iteration=iteration,
            )
            self._writer.expect_close()
            self._recording.writer = self._writer
            if self._batch is not None:
                self._full = self._writer.size_of(self._batch) or 0
                before = self._writer.last_of(self._batch)
                self._waiting = resume and self._schedule.missed(before, self._iteration)
        self._state = "open"
        self._take_back = at_exit(self, Recorder._leave)

    @property
    def iteration(self) -> int:
        """Updates so far: what a checkpoint has to keep for `iteration=` when the training goes on."""
        return self._iteration

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """Takes the last row, unless the training was broken off: then what is recorded stays as it is."""
        if kind is None:
            self.close()
        else:
            self._end()

    def __del__(self) -> None:
        """Where nobody holds the recorder any more, and it was not closed."""
        self._leave()

    def step(self, x: Tensor | None = None, y: Any = None) -> None:
        """Before each update, once: takes a row, if the schedule has one here.

        Args:
            x: the mini-batch that the update will use, [n, ...]; may be left out where all samples are fixed.
            y: its targets; may be left out without a loss.

        Raises:
            InfoplaneError: the row cannot be recorded, with what to do.
        """
        if self._state != "open":
            raise InfoplaneError("step was called after the last row", "make a new Recorder for another training")
        scheduled = self._schedule.takes(self._iteration)
        batch = None if self._batch is None else batch_of(x, y, self._dtype)
        is_short = batch is not None and self._is_short(batch)
        if scheduled:
            self._take_fixed()
        if batch is not None and (scheduled or self._waiting):
            # a short mini-batch has no row; one that was named waits for the next
            self._waiting = is_short and self._schedule.named
            if not is_short:
                self._take_batch(batch)
        self._iteration += 1

    def _is_short(self, batch: Batch) -> bool:
        """Whether a mini-batch has fewer samples than one before it."""
        n = self._recording.count(batch.x)
        self._full = max(self._full, n)
        if self._writer is not None and self._batch is not None:
            self._writer.expect(self._batch, self._full)
        return n < self._full

    def last(self, x: Tensor, y: Any = None) -> None:
        """After the last update: takes the last row, on one further mini-batch that no update uses.

        `close` takes it by itself when all samples are fixed.

        Args:
            x: the mini-batch, of as many samples as those before.
            y: its targets.

        Raises:
            InfoplaneError: the row cannot be recorded, with what to do.
        """
        if self._state != "open":
            raise InfoplaneError("the last row was taken already", "call rec.last once, after the last update")
        wanted = self._schedule.takes_last(self._iteration)
        batch = None if self._batch is None else batch_of(x, y, self._dtype)
        if batch is not None:
            self._is_short(batch)
        if wanted:
            self._take_fixed()
        if batch is not None and (wanted or self._waiting):
            self._take_batch(batch)
        self._waiting = False
        self._state = "last"

    def log(self, split: str, loss: float | None = None, accuracy: float | None = None) -> None:
        """Adds a point of your own to training.csv, at this iteration; the rows' own stand there already.

        Args:
            split: `train` or `test`; a point of the same split and iteration is replaced.
            loss: mean loss of a sample.
            accuracy: part of the samples that are classified rightly, 0 to 1.
        """
        if self._skips and any(one is not None and not math.isfinite(one) for one in (loss, accuracy)):
            warn_caller(
                f"a point of the curve is left out: loss {loss}, accuracy {accuracy} at iteration {self._iteration}"
            )
            return
        if self._writer is not None:
            self._writer.log(self._iteration, split, loss=loss, accuracy=accuracy, epoch=self._epoch())

    def tap(self, name: str, tensor: Tensor) -> Tensor:
        """Inside the network's forward: makes a tensor that no module puts out a layer, `h = rec.tap("h", F.relu(a))`.

        Args:
            name: of the layer; the second time in a pass it is `name#2`.
            tensor: [n, ...].

        Returns:
            The tensor itself, or in the recorder's own pass a copy.
        """
        return tensor if self._recording.taps is None else self._recording.taps.tap(name, tensor)

    def close(self) -> None:
        """Takes the last row on fixed samples, and warns of rows that are missing. `with` calls it."""
        if self._state == "closed":
            return
        if self._state == "open" and self._schedule.takes_last(self._iteration) and self._iteration > 0:
            self._take_fixed()
            self._waiting = self._batch is not None
        self._end()
        if self._writer is None:
            return
        self._writer.close()
        if self._waiting:
            warn_caller(f"the row after the last update is missing of '{self._batch}': rec.last(x, y) takes it")
        beyond = self._schedule.beyond(self._iteration)
        if beyond:
            warn_caller(f"the training ended after {self._iteration} updates, before row {beyond[0]} that was named")

    def _end(self) -> None:
        self._state = "closed"
        self._take_back()

    def _leave(self) -> None:
        """Nobody closed it: a training of its full length is closed, of another nobody knows whether it has ended."""
        if getattr(self, "_state", "closed") == "closed":
            return
        reached = self._iterations is not None and self._iteration >= self._iterations
        if is_failing() or not (reached or self._state == "last"):
            self._end()
            if self._iteration > 0 and self._writer is not None:
                warn_caller(
                    "the recorder was not closed: the row after the last update is missing, and the recording counts "
                    "as unfinished; use `with rec:`, or call rec.close()"
                )
            return
        self.close()

    def _take_fixed(self) -> None:
        for name, sample in self._samples.items():
            if sample.is_fixed:
                self._recording.take(name, sample, sample.batch(), self._iteration, self._epoch())

    def _take_batch(self, batch: Batch) -> None:
        assert self._batch is not None
        self._recording.take(self._batch, self._samples[self._batch], batch, self._iteration, self._epoch())

    def _epoch(self) -> float | None:
        return None if self._per_epoch is None else self._iteration / self._per_epoch

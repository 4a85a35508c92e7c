"""What a recorder does on a row: a pass of its own, and what of it is written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from torch import Tensor, nn

from .captures_writer import CapturesWriter
from .from_torch import from_torch
from .layer_choice import LayerChoice
from .recording_pass import LayerTaps, Passed, recording_pass
from .sample_loss import loss_of, needs_targets, summed_loss
from .stored_array import StoredArray
from .torch_samples import Batch, TorchSample, check_classes, check_targets, count_classes, share_right
from .training_place import needs_all_processes
from .undisturbed import device_of, undisturbed


class Recording:
    """Takes rows of a network.

    Args:
        model: the network, without wrappers.
        choices: its layers.
        loss: the training's loss; None records no error signals.
        forward: runs the network; None calls it.
        samples_axis: which axis of an input is that of the samples.

    Attributes:
        writer: what rows are written to; None in a process that does not write.
        taps: of the pass that goes on; None between passes.
    """

    def __init__(
        self,
        model: nn.Module,
        choices: Sequence[LayerChoice],
        loss: Callable[..., Any] | None,
        forward: Callable[[Any, Tensor], Tensor] | None,
        samples_axis: int,
    ) -> None:
        self.writer: CapturesWriter | None = None
        self.taps: LayerTaps | None = None
        self._model = model
        self._choices = choices
        self._loss = None if loss is None else summed_loss(loss)
        self._needs_targets = loss is not None and needs_targets(loss)
        self._forward = forward or _call
        self._samples_axis = samples_axis

    def count(self, x: Tensor) -> int:
        """How many samples an input has."""
        return x.shape[self._samples_axis]

    def check(self, batch: Batch, place: str) -> None:
        """Looks at samples before the network runs on them.

        Raises:
            InfoplaneError: the loss cannot be taken of their targets.
        """
        # where the samples stand on another axis of x, they may do so in y
        if self._needs_targets and self._samples_axis == 0:
            check_targets(batch, self.count(batch.x), place)

    def take(self, name: str, sample: TorchSample, batch: Batch, iteration: int, epoch: float | None) -> None:
        """A row of one sample. A process that does not write takes part only where the pass needs all.

        Raises:
            InfoplaneError: the row cannot be recorded.
        """
        writer = self.writer
        if writer is None and (sample.is_fixed or not needs_all_processes(self._model)):
            return
        batch = batch.moved_to(device_of(self._model))
        self.check(batch, f"the samples '{name}'")
        passed = self._pass(batch, sample)
        if writer is None:
            return
        if passed.loss is not None:
            # what is not finite has no place in the curve; the writer tells which array is not
            finite = bool(passed.output.isfinite().all())
            right = share_right(passed.output, sample.labels_of(batch), writer.classes) if finite else None
            loss = passed.loss if math.isfinite(passed.loss) else None
            writer.log(iteration, sample.split, loss=loss, accuracy=right, epoch=epoch)
        writer.row(
            iteration,
            sample=name,
            epoch=epoch,
            T=_stored("T.", passed.activations),
            d=None if passed.errors is None else _stored("d.", passed.errors),
            dL=None if passed.output_error is None else from_torch(passed.output_error, "dL"),
            **({} if sample.is_fixed else sample.arrays(batch)),
        )

    def _pass(self, batch: Batch, sample: TorchSample) -> Passed:
        """One pass of the recorder's own."""
        self.taps = taps = LayerTaps(self._choices)
        writer, loss = self.writer, self._loss

        def loss_here(output: Tensor) -> Tensor:
            said = None if writer is None else writer.classes
            classes = count_classes(output, sample.labels_of(batch), said)
            # the loss sees y itself, which are other classes than those that labels= makes of it
            check_classes(batch.y, classes if sample.labels is None else count_classes(output, batch.y, None))
            if writer is not None and said is None and not writer.begun:
                writer.classes = classes
            assert loss is not None
            return loss_of(loss, output, batch.y)

        try:
            with undisturbed(self._model, batch.x, evaluate=sample.is_fixed):
                x = batch.x.detach().clone()
                if x.is_floating_point():
                    # so that frozen transformers do not go round their modules; a copy may be changed in place
                    x = x.requires_grad_().clone()
                return recording_pass(
                    lambda: self._forward(self._model, x),
                    taps,
                    self._choices,
                    self.count(x),
                    None if loss is None else loss_here,
                )
        finally:
            self.taps = None


def _call(model: Any, x: Tensor) -> Tensor:
    output: Tensor = model(x)
    return output


def _stored(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, StoredArray]:
    return {name: from_torch(tensor, prefix + name) for name, tensor in tensors.items()}

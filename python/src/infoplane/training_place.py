"""The network behind wrappers, and which process writes."""

from __future__ import annotations

import torch
from torch import nn

from .problem import InfoplaneError


def unwrapped(model: nn.Module) -> nn.Module:
    """The network behind `torch.compile`, DataParallel and DistributedDataParallel.

    Raises:
        InfoplaneError: it is no module, or one whose layers cannot be seen.
    """
    while True:
        if isinstance(model, (nn.DataParallel, nn.parallel.DistributedDataParallel)):
            model = model.module
        elif isinstance(getattr(model, "_orig_mod", None), nn.Module):
            model = model._orig_mod  # type: ignore[assignment]
        else:
            break
    if isinstance(model, torch.jit.ScriptModule):
        raise InfoplaneError("a scripted model's layers cannot be seen", "give the module that was scripted")
    if not isinstance(model, nn.Module):
        raise InfoplaneError(
            f"something of the type {type(model).__name__} is no model", "give the nn.Module that is trained"
        )
    if any(type(module).__name__ == "FullyShardedDataParallel" for module in model.modules()):
        raise InfoplaneError("a sharded model (FSDP) is not recorded", "train with DistributedDataParallel to record")
    return model


def is_writer() -> bool:
    """Whether this process writes: rank 0, or the only one."""
    distributed = torch.distributed
    return not (distributed.is_available() and distributed.is_initialized()) or distributed.get_rank() == 0


def needs_all_processes(model: nn.Module) -> bool:
    """Whether a pass in train mode waits for the other processes (synchronised batch norm)."""
    return any(isinstance(module, nn.SyncBatchNorm) for module in model.modules())

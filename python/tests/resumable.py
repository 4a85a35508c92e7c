"""A training that can be stopped at any time and goes on from its checkpoint."""

from __future__ import annotations

import os
from pathlib import Path

import torch
import torch.nn.functional as F
from networks import Tangled, images

from infoplane import Recorder

UPDATES, EVERY = 24, 4


def train(folder: Path, sample: str) -> None:
    """Trains for 24 updates, three epochs whose last mini-batch is short, with a checkpoint after each fourth."""
    torch.manual_seed(7)
    model = Tangled()
    optimiser = torch.optim.Adam(model.parameters(), 0.01)
    kept, begin = folder / "checkpoint.pt", 0
    if kept.exists():
        state = (
            torch.load(kept, weights_only=True)
            if hasattr(torch.serialization, "add_safe_globals")
            else torch.load(kept)
        )
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["random"])
        begin = state["iteration"]
    recorder = Recorder(
        folder / "captures",
        model,
        ["c", "r", "out"],
        F.cross_entropy,
        at={"epochs": ["1/4", "7/8", "15/8", "5/2", 3]} if sample == "epochs" else "every:1",
        sample={"batch": None, "test": images(16, 99)} if sample == "both" else None,
        iterations=UPDATES,
        iterations_per_epoch=8,
        sha256=True,
        resume=True,
        iteration=begin,
    )
    with recorder as rec:
        for i in range(begin, UPDATES):
            n = 3 if i % 8 == 7 else 8
            x, y = images(n, i)
            rec.step(x, y)
            optimiser.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimiser.step()
            if rec.iteration % EVERY == 0:
                state = {
                    "model": model.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "random": torch.get_rng_state(),
                    "iteration": rec.iteration,
                }
                torch.save(state, kept.with_suffix(".draft"))
                os.replace(kept.with_suffix(".draft"), kept)
        rec.last(*images(8, UPDATES))

"""A recording that is killed at any time leaves a folder that reads, and goes on to the same bytes."""

import json
import multiprocessing
import os
import random
import signal

import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch")
import resumable  # noqa: E402
from networks import content  # noqa: E402

from infoplane import read_arrays  # noqa: E402


def whole(folder, sample):
    """What a training that nothing interrupts leaves."""
    folder.mkdir()
    threads = torch.get_num_threads()
    state = torch.get_rng_state()
    resumable.train(folder, sample)
    torch.set_rng_state(state)
    assert torch.get_num_threads() == threads
    return content(folder / "captures")


class StoppedError(Exception):
    """Stands for the end of the process."""


def check_reads(folder):
    """Every row that is named is there whole."""
    rows = folder / "rows.jsonl"
    if not rows.exists():
        return
    for line in rows.read_text().split("\n")[:-1]:
        row = json.loads(line)
        assert read_arrays(folder / row["file"])
    json.loads((folder / "captures.json").read_text())


@pytest.mark.parametrize("sample", ["both", "batch", "epochs"])
def test_stopped_after_any_write(tmp_path, monkeypatch, sample):
    """The process ends between any two changes of the disk: each is tried in turn."""
    expected = whole(tmp_path / "whole", sample)
    changes = {"left": 0}

    def counted(function):
        def change(*arguments):
            changes["left"] -= 1
            if changes["left"] == 0:
                raise StoppedError
            return function(*arguments)

        return change

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", counted(os.replace))
        # nothing here loses its power: forcing to the disk only takes time
        patch.setattr(os, "fsync", counted(lambda _: None))
        source = random.Random(1)
        for attempt in range(2):
            folder = tmp_path / f"attempt-{attempt}"
            folder.mkdir()
            stops = 0
            while True:
                changes["left"] = source.randint(1, 90)
                try:
                    resumable.train(folder, sample)
                    break
                except StoppedError:
                    stops += 1
                    check_reads(folder / "captures")
                    # without progress for long, it may end
                    assert stops < 200
            assert content(folder / "captures") == expected


def test_killed(tmp_path):
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("needs a system that forks")
    expected = whole(tmp_path / "whole", "both")
    folder = tmp_path / "killed"
    folder.mkdir()
    fork = multiprocessing.get_context("fork")
    source = random.Random(2)
    for kill in range(9):
        process = fork.Process(target=resumable.train, args=(folder, "both"))
        process.start()
        process.join(source.uniform(0.02, 0.25) if kill < 8 else 100)
        if process.exitcode is None:
            os.kill(process.pid, signal.SIGKILL)
            process.join()
        check_reads(folder / "captures")
    assert process.exitcode == 0
    assert content(folder / "captures") == expected

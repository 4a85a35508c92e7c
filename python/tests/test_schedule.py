"""When rows are taken; that the rows are those of studies is tested beside their schedules, in TypeScript."""

import numpy as np
import pytest

from infoplane import InfoplaneError
from infoplane.schedule import read_schedule


def rows(at, iterations, per_epoch=None):
    schedule = read_schedule(at, iterations, per_epoch)
    last = [iterations] if schedule.takes_last(iterations) else []
    return [i for i in range(iterations) if schedule.takes(i)] + last


def test_log_spreads_points_over_the_whole_training():
    assert rows("log:5", 1000) == [0, 1, 6, 32, 178, 1000]
    assert rows({"log": 1}, 50) == [0, 50]
    assert rows("log:20", 3) == [0, 1, 2, 3]


def test_log_of_unknown_length_has_so_many_a_decade():
    schedule = read_schedule("log:4", None, None)
    taken = [i for i in range(2000) if schedule.takes(i)]
    assert taken == [0, 1, 2, 3, 6, 10, 18, 32, 56, 100, 178, 316, 562, 1000, 1778]
    assert schedule.takes_last(1234)


def test_every_ends_with_the_last():
    assert rows("every:4", 10) == [0, 4, 8, 10]
    assert rows({"every": 5}, 10) == [0, 5, 10]


def test_epochs_round_to_the_nearest_iteration_and_take_fractions_exactly():
    assert rows({"epochs": [0, "1/3", 0.5, 2]}, 20, 10) == [0, 3, 5, 20]
    assert rows({"epochs": [0.05, 0.15]}, 20, 10) == [1, 2]


def test_a_list_names_iterations():
    assert rows([3, 0, 7], 20) == [0, 3, 7]
    assert rows(range(0, 20, 9), 20) == [0, 9, 18]
    assert rows(np.array([2, 20]), 20) == [2, 20]
    assert read_schedule([3, 30], None, None).beyond(20) == [30]


WRONG = [
    "log",
    "log:0",
    "log:x",
    "always",
    {"every": 0},
    {"every": 1.5},
    {"log": True},
    {"log": 3, "every": 2},
    {"epochs": []},
    {"epochs": "1/3"},
    {"epochs": [-1]},
    {"epochs": ["a"]},
    {"epochs": ["1/0"]},
    [],
    [-1],
    [1.5],
    [True],
    7,
    [30],
    {"epochs": [4]},
]


@pytest.mark.parametrize("at", WRONG, ids=str)
def test_what_is_no_schedule_is_refused(at):
    with pytest.raises(InfoplaneError):
        read_schedule(at, 20, 10)


def test_epochs_need_the_iterations_of_one():
    with pytest.raises(InfoplaneError, match="iterations_per_epoch"):
        read_schedule({"epochs": [0, 1]}, 20, None)

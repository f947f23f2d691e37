"""Microseconds that a shared number takes to be counted up under its lock."""
import multiprocessing
import sys
import time

from kinds import home, run

WARM_UP = 1000
ROUNDS = {"manager": 5000, "native": 200_000}


def count(value, lock, rounds):
    for i in range(-WARM_UP, rounds):
        if i == 0:
            began = time.perf_counter()
        with lock:
            value.value += 1
    seconds = time.perf_counter() - began
    assert value.value == WARM_UP + rounds
    print(seconds * 1e6 / rounds)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    where = sys.argv[1]
    with home(where) as maker:
        value = maker.Value("i", 0)
        lock = value.get_lock() if where == "native" else maker.Lock()  # a manager's value has none of its own
        run([multiprocessing.Process(target=count, args=(value, lock, ROUNDS[where]))])

"""Microseconds that an element of a shared array takes to be read and written."""
import multiprocessing
import sys
import time

from kinds import home, run

LENGTH = 100
WARM_UP = 1000
ROUNDS = {"manager": 5000, "native": 200_000}


def count(array, rounds):
    for i in range(-WARM_UP, rounds):
        if i == 0:
            began = time.perf_counter()
        at = (i + WARM_UP) % LENGTH
        array[at] = array[at] + 1
    seconds = time.perf_counter() - began
    assert sum(array[:]) == WARM_UP + rounds
    print(seconds * 1e6 / rounds)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    where = sys.argv[1]
    with home(where) as maker:
        array = maker.Array("i", [0] * LENGTH)
        run([multiprocessing.Process(target=count, args=(array, ROUNDS[where]))])

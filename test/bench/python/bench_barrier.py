"""Microseconds of one meeting of three processes."""
import multiprocessing
import sys
import time

from kinds import home, run

PARTIES = 3
WARM_UP = 500
ROUNDS = {"manager": 2000, "native": 4000}


def meet(barrier, rounds, tells):
    for i in range(-WARM_UP, rounds):
        if i == 0:
            began = time.perf_counter()
        barrier.wait()
    if tells:
        print((time.perf_counter() - began) * 1e6 / rounds)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    where = sys.argv[1]
    with home(where) as maker:
        barrier = maker.Barrier(PARTIES)
        run([multiprocessing.Process(target=meet, args=(barrier, ROUNDS[where], i == 0)) for i in range(PARTIES)])

"""Microseconds that a free lock takes to be acquired and released: of the kind and home that are asked for."""
import multiprocessing
import sys
import time

from kinds import home, run

WARM_UP = 3000
ROUNDS = {"manager": 10_000, "native": 400_000}


def use(lock, rounds):
    for i in range(-WARM_UP, rounds):
        if i == 0:
            began = time.perf_counter()
        lock.acquire()
        lock.release()
    print((time.perf_counter() - began) * 1e6 / rounds)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    kind, where = sys.argv[1:]
    with home(where) as maker:
        lock = getattr(maker, kind)()  # lives in the manager as long as somebody here refers to it
        run([multiprocessing.Process(target=use, args=(lock, ROUNDS[where]))])

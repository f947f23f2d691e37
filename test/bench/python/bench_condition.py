"""Microseconds of one exchange: each of two processes notifies the other and waits for it."""
import multiprocessing
import sys
import time

from kinds import home, run

WARM_UP = 500
ROUNDS = {"manager": 3000, "native": 10_000}


def play(condition, rounds, tells):
    with condition:
        for i in range(-WARM_UP, rounds):
            if i == 0:
                began = time.perf_counter()
            condition.notify()
            condition.wait()
        if tells:
            print((time.perf_counter() - began) * 1e6 / rounds)
        # The first notification found nobody, so the other still waits for one.
        condition.notify()


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    where = sys.argv[1]
    with home(where) as maker:
        condition = maker.Condition()
        run([multiprocessing.Process(target=play, args=(condition, ROUNDS[where], tells)) for tells in (True, False)])

"""Microseconds of one exchange: one process sets an event that another waits for, and that sets another in answer."""
import multiprocessing
import sys
import time

from kinds import home, run

WARM_UP = 500
ROUNDS = {"manager": 4000, "native": 10_000}


def ask(question, answer, rounds):
    for i in range(-WARM_UP, rounds):
        if i == 0:
            began = time.perf_counter()
        question.set()
        answer.wait()
        answer.clear()
    print((time.perf_counter() - began) * 1e6 / rounds)


def reply(question, answer, rounds):
    for _ in range(-WARM_UP, rounds):
        question.wait()
        question.clear()
        answer.set()


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    where = sys.argv[1]
    with home(where) as maker:
        args = (maker.Event(), maker.Event(), ROUNDS[where])
        run([multiprocessing.Process(target=target, args=args) for target in (ask, reply)])

"""Microseconds that setting a key of a manager's dict and getting it again take."""
import multiprocessing
import time

WARM_UP = 500
ROUNDS = 10_000


def use(shared):
    for i in range(-WARM_UP, ROUNDS):
        if i == 0:
            began = time.perf_counter()
        shared["key"] = i
        shared["key"]
    print((time.perf_counter() - began) * 1e6 / ROUNDS)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    with multiprocessing.Manager() as manager:
        shared = manager.dict()  # lives in the manager as long as somebody here refers to it
        child = multiprocessing.Process(target=use, args=(shared,))
        child.start()
        child.join()

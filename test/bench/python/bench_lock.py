"""Microseconds that a free lock takes to be acquired and released."""
import multiprocessing
import time

WARM_UP = 500
ROUNDS = 10_000


def use(lock):
    for i in range(-WARM_UP, ROUNDS):
        if i == 0:
            began = time.perf_counter()
        lock.acquire()
        lock.release()
    print((time.perf_counter() - began) * 1e6 / ROUNDS)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    with multiprocessing.Manager() as manager:
        lock = manager.Lock()  # lives in the manager as long as somebody here refers to it
        child = multiprocessing.Process(target=use, args=(lock,))
        child.start()
        child.join()

"""Trivial tasks a second, on two workers."""
import multiprocessing
import time

WARM_UP = 2000
TASKS = 20_000


def square(n):
    return n * n


def run(pool, tasks):
    results = [pool.apply_async(square, (i,)) for i in range(tasks)]
    return [result.get() for result in results]


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    with multiprocessing.Pool(2) as pool:
        run(pool, WARM_UP)
        began = time.perf_counter()
        results = run(pool, TASKS)
        seconds = time.perf_counter() - began
    assert results[-1] == (TASKS - 1) ** 2
    print(TASKS / seconds)

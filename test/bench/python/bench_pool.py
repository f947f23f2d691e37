"""Trivial tasks, or items, a second, on two workers, by the way that is asked for."""
import concurrent.futures
import multiprocessing
import sys
import time


def square(n):
    return n * n


def apply_async(pool, items):
    return [result.get() for result in [pool.apply_async(square, (i,)) for i in range(items)]]


def submit(executor, items):
    return [future.result() for future in [executor.submit(square, i) for i in range(items)]]


POOL = {
    "apply_async": (20_000, apply_async),
    "map": (100_000, lambda pool, items: pool.map(square, range(items))),
    "imap_unordered": (20_000, lambda pool, items: list(pool.imap_unordered(square, range(items)))),
}
EXECUTOR = {
    "submit": (10_000, submit),
    "executor_map": (10_000, lambda executor, items: list(executor.map(square, range(items)))),
}


def measure(workers, items, run):
    run(workers, items // 10)
    began = time.perf_counter()
    results = run(workers, items)
    seconds = time.perf_counter() - began
    assert len(results) == items and max(results) == (items - 1) ** 2
    print(items / seconds)


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    way = sys.argv[1]
    if way in POOL:
        with multiprocessing.Pool(2) as pool:
            measure(pool, *POOL[way])
    else:
        with concurrent.futures.ProcessPoolExecutor(2) as executor:
            measure(executor, *EXECUTOR[way])

"""Milliseconds from making some processes to the first line of the last one's target; the median of several times."""
import multiprocessing
import statistics
import sys
import time


def first(times):
    times.put(time.monotonic_ns())  # one clock for all processes of the machine


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    at_once = int(sys.argv[1])
    times = multiprocessing.Queue()
    measured = []
    for _ in range(9 if at_once == 1 else 3):
        began = time.monotonic_ns()
        children = [multiprocessing.Process(target=first, args=(times,)) for _ in range(at_once)]
        for child in children:
            child.start()
        measured.append((max(times.get() for _ in children) - began) / 1e6)
        for child in children:
            child.join()
    print(statistics.median(measured))

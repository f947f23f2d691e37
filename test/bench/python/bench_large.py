"""Milliseconds that a buffer of 64 MB takes through a queue, from one process to another."""
import multiprocessing
import time

from kinds import run

SIZE = 64 * 1024 * 1024
WARM_UP = 2
ROUNDS = 8


def produce(queue, taken):
    item = bytes([7]) * SIZE
    spent = 0
    for i in range(-WARM_UP, ROUNDS):
        began = time.monotonic_ns()  # one clock for all processes of the machine
        queue.put(item)
        had = taken.get()
        if i >= 0:
            spent += had - began
    print(spent / 1e6 / ROUNDS)


def consume(queue, taken):
    for _ in range(-WARM_UP, ROUNDS):
        item = queue.get()
        taken.put(time.monotonic_ns())
        assert len(item) == SIZE and item[-1] == 7


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    queues = (multiprocessing.Queue(), multiprocessing.Queue())
    run([multiprocessing.Process(target=target, args=queues) for target in (produce, consume)])

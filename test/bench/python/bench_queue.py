"""Items a second through a queue, from one process to another."""
import multiprocessing
import time

WARM_UP = 3000
ITEMS = 100_000


def produce(queue):
    for i in range(WARM_UP + ITEMS):
        queue.put(i)


def consume(queue):
    for _ in range(WARM_UP):
        queue.get()
    began = time.perf_counter()
    for _ in range(ITEMS):
        queue.get()
    print(ITEMS / (time.perf_counter() - began))


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    queue = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=target, args=(queue,)) for target in (consume, produce)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

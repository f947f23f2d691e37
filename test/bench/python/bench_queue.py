"""Items a second through a queue, from one process to another: of the kind and home that are asked for."""
import multiprocessing
import sys
import time

from kinds import home, run

WARM_UP = 3000
BOUND = 100
ITEMS = {
    "native": {"Queue": 100_000, "bounded": 50_000, "objects": 50_000, "JoinableQueue": 50_000, "SimpleQueue": 50_000},
    "manager": {"Queue": 5000, "bounded": 5000, "objects": 5000, "JoinableQueue": 5000},
}


def make(maker, kind):
    if kind == "bounded":
        return maker.Queue(BOUND)
    return maker.Queue() if kind == "objects" else getattr(maker, kind)()


def item(i):
    return {"id": i, "text": "x" * 960, "list": [1, 2, 3, 4, 5, 6, 7, 8]}


def produce(queue, items, objects):
    for i in range(WARM_UP + items):
        queue.put(item(i) if objects else i)


def consume(queue, items, joinable):
    for i in range(-WARM_UP, items):
        if i == 0:
            began = time.perf_counter()
        queue.get()
        if joinable:
            queue.task_done()
    print(items / (time.perf_counter() - began))


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    kind, where = sys.argv[1:]
    with home(where) as maker:
        queue = make(maker, kind)
        items = ITEMS[where][kind]
        run(
            [
                multiprocessing.Process(target=consume, args=(queue, items, kind == "JoinableQueue")),
                multiprocessing.Process(target=produce, args=(queue, items, kind == "objects")),
            ]
        )
        if kind == "JoinableQueue":
            queue.join()

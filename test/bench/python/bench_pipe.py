"""A pipe between two processes: microseconds of one exchange (`exchange`), or messages a second in one direction."""
import multiprocessing
import sys
import time

WARM_UP = 1000
EXCHANGES = 10_000
MESSAGES = 100_000


def reply(end):
    for _ in range(-WARM_UP, EXCHANGES):
        end.send(end.recv())


def receive(end):
    for i in range(-WARM_UP, MESSAGES):
        if i == 0:
            began = time.perf_counter()
        end.recv()
    print(MESSAGES / (time.perf_counter() - began))


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    if sys.argv[1] == "exchange":
        here, there = multiprocessing.Pipe()
        child = multiprocessing.Process(target=reply, args=(there,))
        child.start()
        for i in range(-WARM_UP, EXCHANGES):
            if i == 0:
                began = time.perf_counter()
            here.send(i)
            here.recv()
        print((time.perf_counter() - began) * 1e6 / EXCHANGES)
    else:
        reader, writer = multiprocessing.Pipe(False)
        child = multiprocessing.Process(target=receive, args=(reader,))
        child.start()
        for i in range(-WARM_UP, MESSAGES):
            writer.send(i)
    child.join()

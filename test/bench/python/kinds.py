"""Where a shared object lives: in a manager's process, or in semaphores and pipes of the system."""
import contextlib
import multiprocessing


@contextlib.contextmanager
def home(name):
    """`manager` or `native`."""
    if name == "native":
        yield multiprocessing
    else:
        with multiprocessing.Manager() as manager:
            yield manager


def run(processes):
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise SystemExit(1)

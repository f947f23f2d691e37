/** Queues and pipes. */
import type { Figure } from "../figures.ts";
import { node } from "../measure.ts";
import { ours, theirs } from "./sides.ts";

const queue = (id: string, title: string, kind: string, name: string): Figure => ({
  id,
  title,
  unit: "per s",
  ours: ours("queue.ts", kind),
  peers: [
    { ...theirs(`multiprocessing.${name}`, "bench_queue.py", kind, "native"), aim: 1 },
    { ...theirs(`Manager().${name}`, "bench_queue.py", kind, "manager"), aim: 1 },
  ],
  rounds: 3,
});

export const QUEUES: Figure[] = [
  {
    ...queue("queue", "`Queue`: one producer, one consumer", "Queue", "Queue()"),
    readme: true,
    rounds: 5,
  },
  queue("bounded", "`Queue(100)`: one producer, one consumer", "bounded", "Queue(100)"),
  queue("objects", "`Queue`: objects of 1 KiB", "objects", "Queue()"),
  queue("joinable", "`JoinableQueue`: with `taskDone`", "JoinableQueue", "JoinableQueue()"),
  {
    ...queue("simple", "`SimpleQueue`: one producer, one consumer", "SimpleQueue", ""),
    peers: [
      theirs("multiprocessing.SimpleQueue()", "bench_queue.py", "SimpleQueue", "native"),
      // A manager has no simpler one.
      { ...theirs("Manager().Queue()", "bench_queue.py", "Queue", "manager"), aim: 1 },
    ],
  },
  {
    id: "exchange",
    title: "`pipe()`: a message and its answer",
    unit: "µs",
    ours: ours("pipe.ts", "exchange"),
    peers: [
      { name: "one round trip of 32 bytes over a bare Unix socket", measure: () => node("socket.ts") },
      theirs("multiprocessing.Pipe()", "bench_pipe.py", "exchange"),
    ],
    rounds: 3,
  },
  {
    id: "pipe",
    title: "`pipe()`: messages in one direction",
    unit: "per s",
    ours: ours("pipe.ts", "messages"),
    peers: [theirs("multiprocessing.Pipe(False)", "bench_pipe.py", "messages")],
    rounds: 3,
  },
  {
    id: "large",
    title: "`Queue`: a buffer of 64 MB",
    unit: "ms",
    ours: ours("large.ts"),
    peers: [
      { name: "the same over a bare Unix socket", measure: () => node("socket-large.ts"), aim: 2 },
      { ...theirs("multiprocessing.Queue()", "bench_large.py"), aim: 1 },
    ],
    readme: true,
    rounds: 3,
  },
];

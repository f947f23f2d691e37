/** Scenes to look at and to test on, as trace scripts. */
import { type Body, Simulation } from "./simulate.ts";

const MAIN = "/project/lessons/main.ts";

/** One producer, four consumers, a bounded queue and a lock that all of them want. */
export function producerConsumer(jobs = 16): string {
  const simulation = new Simulation();
  const pick = (list: number[], index: number) => list[index % list.length]!;
  let taken = 0;
  function* produce(): Body {
    for (let job = 1; job <= jobs; job++) {
      yield ["run", pick([24, 27, 22, 26, 23, 28, 24, 26, 88, 76, 94, 71, 27, 24, 29, 26], job - 1)];
      yield ["put", "jobs", `${MAIN}:15:11`];
    }
    yield ["run", 9];
    return 0;
  }
  const consume = (own: number) =>
    function* (): Body {
      for (let job = 0; job < jobs / 4; job++) {
        yield ["get", "jobs", `${MAIN}:22:17`];
        const index = taken++;
        yield ["begin", `job ${index + 1}`];
        yield ["run", pick([116, 93, 140, 105, 152, 99, 128, 110], index)];
        yield ["acquire", "log", `${MAIN}:27:14`];
        yield ["run", pick([55, 66, 50, 72, 58, 47, 68], index)];
        yield ["release", "log"];
        yield ["put", "results", `${MAIN}:28:11`];
        yield ["acquire", "done", `${MAIN}:29:9`];
        yield ["run", 1.4];
        yield ["release", "done"];
        yield ["end", `job ${index + 1}`];
        if (index % 5 === 3) yield ["sleep", 24];
      }
      yield ["run", [62, 40, 96, 71][own - 1]!];
      return 0;
    };
  simulation.main(
    function* (): Body {
      yield ["run", 38];
      yield ["spawn", "Producer", produce, 62];
      for (let own = 1; own <= 4; own++) {
        yield ["run", 5];
        yield ["spawn", `Consumer-${own}`, consume(own), 70 + own * 4];
      }
      for (let result = 0; result < jobs; result++) {
        yield ["get", "results", `${MAIN}:46:21`];
        yield ["run", result === 4 ? 168 : pick([46, 41, 50, 44, 48, 42], result)];
      }
      for (const name of ["Producer", "Consumer-1", "Consumer-2", "Consumer-3", "Consumer-4"])
        yield ["join", name, `${MAIN}:49:9`];
      yield ["run", 40];
      yield ["sleep", 60];
      yield ["run", 290];
      return 0;
    },
    () => {
      simulation.make("lock", "log", `${MAIN}:36:13`);
      simulation.make("lock", "done", `${MAIN}:38:14`);
      simulation.make("queue", "jobs", `${MAIN}:34:14`, 6);
      simulation.make("queue", "results", `${MAIN}:35:17`);
    },
  );
  return `${simulation.run()}\n${simulation.now + 1} - end 0`;
}

const SEATS = [1, 2, 3, 4, 5];

/** Five philosophers who each take the left fork first, up to the moment they are all stuck. */
export function philosophers(): { before: string; hint: string } {
  const simulation = new Simulation();
  const think = [
    [150, 260, 330],
    [330, 300, 250],
    [90, 420, 300],
    [420, 180, 330],
    [210, 330, 210],
  ];
  const dine = (seat: number) =>
    function* (): Body {
      const left = `fork-${seat}`;
      const right = `fork-${(seat % 5) + 1}`;
      for (let meal = 0; ; meal++) {
        const last = Math.max(0, 1930 + [0, 6, 3, 11, 8][seat - 1]! - simulation.now);
        yield ["sleep", meal < 3 ? think[seat - 1]![meal]! : last];
        yield ["acquire", left, `${MAIN}:17:25`];
        yield ["run", 22];
        yield ["acquire", right, `${MAIN}:18:25`];
        yield ["run", 130];
        yield ["release", right];
        yield ["release", left];
      }
    };
  simulation.main(
    function* (): Body {
      yield ["run", 40];
      for (const seat of SEATS) {
        yield ["spawn", `Philosopher-${seat}`, dine(seat), 66 + seat * 3];
        yield ["run", 4];
      }
      for (const seat of SEATS) yield ["join", `Philosopher-${seat}`, `${MAIN}:31:28`];
      return 0;
    },
    () => {
      for (const seat of SEATS) simulation.make("lock", `fork-${seat}`, `${MAIN}:11:20`);
    },
  );
  const before = simulation.run(5000);
  const names = SEATS.map((seat) => `Philosopher-${seat}`).join(" ");
  return {
    before,
    hint: `${(simulation.now + 0.4).toFixed(3)} - hint deadlock certain core ${names} behind main`,
  };
}

/** Thousands of short waits, so that marks have to be merged. */
export function crowded(workers = 16, rounds = 400): string {
  const simulation = new Simulation();
  let seed = 7;
  const random = () => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  function* work(): Body {
    for (let round = 0; round < rounds; round++) {
      yield ["run", 4 + random() * 14];
      yield ["acquire", "index", `${MAIN}:52:9`];
      yield ["run", 0.3 + random() * 1.2];
      yield ["release", "index"];
    }
    return 0;
  }
  simulation.main(
    function* (): Body {
      for (let own = 1; own <= workers; own++) yield ["spawn", `Worker-${own}`, work, 40 + own];
      for (let own = 1; own <= workers; own++) yield ["join", `Worker-${own}`, `${MAIN}:60:9`];
      return 0;
    },
    () => simulation.make("lock", "index", `${MAIN}:40:9`),
  );
  return `${simulation.run()}\n${simulation.now + 1} - end 0`;
}

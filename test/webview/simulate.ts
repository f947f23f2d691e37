/** Programs that never were: small simulations whose traces are scenes to look at. */

export type Step =
  | ["run" | "sleep", milliseconds: number]
  | ["acquire" | "get" | "put" | "join", target: string, site: string]
  | ["release" | "begin" | "end", target: string]
  | ["spawn", name: string, body: () => Body, delay: number];
export type Body = Generator<Step, number, unknown>;

interface Process {
  name: string;
  body: Body;
  ended: boolean;
}
interface Waiting {
  process: Process;
  verb: string;
}
interface Shared {
  free: boolean;
  /** Numbers of the items in it, oldest first. */
  items: number[];
  bound: number;
  waiters: Waiting[];
}

/** Runs bodies against one another and writes down what happened, as lines of a trace script. */
export class Simulation {
  now = 0;
  readonly #lines: { time: number; text: string }[] = [];
  readonly #due: { time: number; order: number; go: () => void }[] = [];
  readonly #objects = new Map<string, Shared>();
  readonly #processes = new Map<string, Process>();
  #order = 0;
  #items = 0;

  #say(who: string, text: string): void {
    this.#lines.push({ time: this.now, text: `${this.now.toFixed(3)} ${who} ${text}` });
  }

  #at(delay: number, go: () => void): void {
    this.#due.push({ time: this.now + delay, order: this.#order++, go });
  }

  make(type: "lock" | "queue", name: string, site: string, bound = 0): void {
    this.#objects.set(name, { free: true, items: [], bound, waiters: [] });
    this.#say("main", `make ${type} ${name} ${bound || ""} @${site}`);
  }

  main(body: () => Body, make: () => void): void {
    this.#say("-", "spawn main");
    this.#say("main", "run");
    make();
    this.#begin("main", body);
  }

  #begin(name: string, body: () => Body): void {
    const process: Process = { name, body: body(), ended: false };
    this.#processes.set(name, process);
    this.#step(process);
  }

  #step(process: Process): void {
    for (;;) {
      const next = process.body.next();
      if (next.done) {
        process.ended = true;
        this.#say(process.name, `exit ${next.value}`);
        this.#wake(process.name, "join", () => true);
        return;
      }
      const [what, target, extra, delay] = next.value as [string, string, unknown, number];
      const { name } = process;
      if (what === "run" || what === "sleep") {
        if (what === "sleep") this.#say(name, `sleep ${target}`);
        this.#at(Number(target), () => {
          if (what === "sleep") this.#say(name, "wake");
          this.#step(process);
        });
        return;
      }
      if (what === "begin" || what === "end") this.#say(name, `${what} "${target}"`);
      else if (what === "spawn") {
        this.#say(name, `spawn ${target} @/project/lessons/main.ts:33:5`);
        this.#at(delay, () => {
          this.#say(target, `run ${target.replace(/-\d+$/, "").toLowerCase()}`);
          this.#begin(target, extra as () => Body);
        });
      } else if (what === "release") {
        const lock = this.#objects.get(target)!;
        lock.free = true;
        this.#say(name, `release ${target}`);
        this.#wake(
          target,
          "acquire",
          () => lock.free,
          () => this.#take(target, "acquire"),
        );
      } else if (this.#possible(target, what)) {
        const item = this.#take(target, what);
        this.#say(name, `${what} ${target} ${item} @${extra}`);
        this.#after(target, what);
      } else {
        this.#say(name, `ask ${what} ${target} ${Math.round(30 + ((this.now * 7) % 60))} @${extra}`);
        this.#shared(target).waiters.push({ process, verb: what });
        return;
      }
    }
  }

  #shared(name: string): Shared {
    const known = this.#objects.get(name) ?? { free: true, items: [], bound: 0, waiters: [] };
    this.#objects.set(name, known);
    return known;
  }

  #possible(target: string, verb: string): boolean {
    if (verb === "join") return this.#processes.get(target)?.ended ?? false;
    const { free, items, bound } = this.#shared(target);
    return verb === "acquire"
      ? free
      : verb === "get"
        ? items.length > 0
        : bound === 0 || items.length < bound;
  }

  /** Answers the number of the item that is put or got; empty where it is about none. */
  #take(target: string, verb: string): string {
    const shared = this.#shared(target);
    if (verb === "acquire") shared.free = false;
    else if (verb === "get") return String(shared.items.shift()!);
    else if (verb === "put") return String(shared.items[shared.items.push(++this.#items) - 1]);
    return "";
  }

  /** What a granted request makes possible for others. */
  #after(target: string, verb: string): void {
    const shared = this.#shared(target);
    if (verb === "put")
      this.#wake(
        target,
        "get",
        () => shared.items.length > 0,
        () => this.#take(target, "get"),
      );
    else if (verb === "get")
      this.#wake(
        target,
        "put",
        () => this.#possible(target, "put"),
        () => this.#take(target, "put"),
      );
  }

  #wake(target: string, verb: string, possible: () => boolean, take: () => string = () => ""): void {
    const { waiters } = this.#shared(target);
    for (;;) {
      const at = waiters.findIndex((waiter) => waiter.verb === verb);
      if (at < 0 || !possible()) return;
      const [{ process }] = waiters.splice(at, 1) as [Waiting];
      const item = take();
      this.#at(0, () => {
        this.#say(process.name, `got ${verb} ${target} ${item}`);
        this.#after(target, verb);
        this.#step(process);
      });
    }
  }

  /** Goes on until nothing is left to do, or until this moment; answers the script. */
  run(until = Number.POSITIVE_INFINITY): string {
    for (;;) {
      this.#due.sort((a, b) => a.time - b.time || a.order - b.order);
      const next = this.#due[0];
      if (!next || next.time > until) break;
      this.#due.shift();
      this.now = next.time;
      next.go();
    }
    return this.#lines.map((line) => line.text).join("\n");
  }
}

/** The goldens of the classics. */
import {
  before,
  below,
  type Golden,
  inOrder,
  last,
  noAlarm,
  oneHint,
  out,
  rising,
  that,
  total,
  upTo,
} from "../rules.ts";
import { filled, one } from "./shared.ts";

const PHILOSOPHERS = upTo(5).map((n) => `Philosopher-${n}`);
const ITEMS = ["a", "b"].flatMap((letter) => upTo(6).map((n) => letter + n));

/** At no line have more of `more` been printed than of `less`, by more than so many. */
const ahead = (more: string, less: string, most: number) =>
  that(`'${more}' is at most ${most} ahead of '${less}'`, (run) =>
    run.found[more]!.every((line, i) => {
      const others = run.found[less]!.filter((other) => other.index < line.index).length;
      return i + 1 - others <= most;
    }),
  );

export const CLASSICS: Record<string, Golden> = {
  "50_dining_philosophers": {
    holes: { who: "Philosopher-[1-5]" },
    lines: { eats: out("{who} eats meal {n}", { times: [0, 100] }) },
    exit: 86,
    limit: 20_000,
    rules: [
      rising("eats", "n", { per: "who" }),
      oneHint({ kind: "deadlock", certainty: "certain", core: PHILOSOPHERS, collateral: ["MainProcess"] }),
    ],
  },

  "51_dining_philosophers_repaired": {
    holes: { who: "Philosopher-[1-5]" },
    lines: { eats: out("{who} eats meal {n}", { each: { who: upTo(3).flatMap(() => PHILOSOPHERS) } }) },
    rules: [
      rising("eats", "n", { per: "who" }),
      that("three meals each", (run) => filled(run, "eats", "n").every((n) => Number(n) <= 3)),
      noAlarm,
    ],
  },

  "52_bounded_buffer": {
    holes: { item: "[ab][1-6]", who: "consumer-[12]" },
    lines: {
      in: out("{item} in", { each: { item: ITEMS } }),
      out: out("{item} out, by {who}", { each: { item: ITEMS } }),
      end: out("all eaten"),
    },
    // Three in the buffer, two in the consumers' hands.
    rules: [ahead("in", "out", 5), last("end"), total({ min: 6 * 200 }), noAlarm],
  },

  "53_readers_writers": {
    holes: { reader: "reader-[1-3]", writer: "writer-[12]" },
    lines: {
      read: out("{reader} reads edition {n}", {
        each: { reader: upTo(3).flatMap((n) => below(3).map(() => `reader-${n}`)) },
      }),
      write: out("{writer} writes edition {n}", { each: { n: upTo(4) }, ordered: true }),
    },
    rules: [
      rising("write", "n", {}),
      that("what is read has been written", (run) =>
        run.found["read"]!.every(({ holes, index }) => {
          const written = run.found["write"]!.filter((line) => line.index < index).length;
          // The line of an edition may come a moment after the edition.
          return Number(holes["n"]) <= written + 1;
        }),
      ),
      noAlarm,
    ],
  },

  "54_sleeping_barber": {
    holes: { who: "guest-[1-9]" },
    lines: {
      sits: out("{who} sits down", { times: [4, 9] }),
      leaves: out("{who} finds no chair and leaves", { times: [0, 5] }),
      shaved: out("{who} is shaved", { times: [4, 9] }),
    },
    rules: [
      that("everybody sits down or leaves", (run) => {
        const all = [...filled(run, "sits", "who"), ...filled(run, "leaves", "who")];
        return new Set(all).size === 9 && all.length === 9;
      }),
      that("who sits down is shaved", (run) =>
        same(filled(run, "sits", "who"), filled(run, "shaved", "who")),
      ),
      // One in the barber's hands, and the line of one who sits down may come after its shave has begun.
      ahead("sits", "shaved", 5),
      that("the last guest finds a chair", (run) => filled(run, "shaved", "who").at(-1) === "guest-9"),
      noAlarm,
    ],
  },

  "55_cigarette_smokers": {
    holes: { things: "\\w+ and \\w+", own: "tobacco|paper|matches" },
    lines: {
      table: out("on the table: {things}", { times: 6 }),
      smokes: out("the one with {own} smokes", {
        each: { own: ["tobacco", "matches", "paper", "tobacco", "matches", "paper"] },
        ordered: true,
      }),
    },
    rules: [
      before("table", "smokes"),
      ahead("table", "smokes", 2),
      that("who smokes lacks what is on the table", (run) =>
        filled(run, "smokes", "own").every((own, i) => !filled(run, "table", "things")[i]!.includes(own)),
      ),
      noAlarm,
    ],
  },

  "56_bank_transfer": {
    lines: {
      first: out("clerk-1: 70 left, 130 there"),
      second: out("clerk-2: 120 left, 80 there"),
    },
    rules: [
      inOrder("first", "second"),
      total({ min: 800 }),
      oneHint({
        kind: "deadlock-predicted",
        certainty: "proven",
        core: ["clerk-1", "clerk-2"],
        collateral: [],
      }),
    ],
  },

  "57_lost_update": {
    lines: { careless: out("get and set: {n}"), careful: out("update: 100") },
    rules: [
      inOrder("careless", "careful"),
      that("at least one count of each is kept", (run) => {
        const n = Number(one(run, "careless").holes["n"]);
        return n >= 25 && n <= 100;
      }),
    ],
  },

  "58_lost_wakeup": {
    lines: { rung: out("rung"), listening: out("listening") },
    exit: 86,
    rules: [
      inOrder("rung", "listening"),
      oneHint({ kind: "deadlock", certainty: "certain", core: ["sleeper"], collateral: ["MainProcess"] }),
    ],
  },

  "59_convoy": {
    lines: { done: out("writer-{n} is done", { each: { n: upTo(6) } }) },
    // The lock is held 30 times for 40 ms.
    rules: [total({ min: 1200 }), noAlarm],
  },

  "60_priority_by_polling": {
    lines: {
      patient: out("patient-{n} was served 5 times", { each: { n: upTo(3) } }),
      poller: out("poller was served after asking {n} times in vain"),
    },
    rules: [total({ min: 15 * 60 }), noAlarm],
  },

  "61_pool_starvation": {
    lines: { one: out("one at a time: 5") },
    exit: 86,
    rules: [
      oneHint({
        kind: "deadlock",
        certainty: "certain",
        core: ["SpawnPoolWorker-1", "SpawnPoolWorker-2"],
        collateral: ["MainProcess"],
      }),
    ],
  },

  "62_poison_pills": {
    lines: {
      did: out("consumer-{who} did job {n}", { each: { n: upTo(6) } }),
      stops: out("consumer-{who} stops", { times: 2 }),
    },
    exit: 86,
    rules: [
      that("one consumer is left waiting", ({ hints }) => {
        const [hint] = hints.filter(({ kind }) => kind === "deadlock");
        return hint?.processes.filter(({ role }) => role === "core").length === 1;
      }),
    ],
  },
};

const same = (a: string[], b: string[]): boolean => a.toSorted().join() === b.toSorted().join();

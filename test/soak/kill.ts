/** One round: a random program, one of its processes killed at a random moment, and what must be true afterwards. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Program, type Running } from "../support/program.ts";
import { makePlan } from "./generate.ts";
import { eventsOf, judgeEnds, judgeNoise, judgeOrphans, leftovers } from "./judge.ts";
import type { Attack, Plan } from "./programs/plan.ts";

const program = (name: string) => readFileSync(join(import.meta.dirname, "programs", name), "utf8");
const SOURCES = { "main.ts": program("random.ts"), "plan.ts": program("plan.ts") };
/** A run that has neither ended nor been reported stuck by then hangs, in milliseconds. */
const LIMIT = 20_000;
/** Without its launcher a run has so long to end. */
const ALONE = 4000;

export interface Round {
  plan: Plan;
  /** What was broken; empty when all is well. */
  faults: string[];
  /** Exit status, or by which signal the command line itself ended. */
  end: string;
  /** The victim was there and was killed. */
  hit: boolean;
  stdout: string;
  stderr: string;
}

export async function killRound(seed: number): Promise<Round> {
  const plan = makePlan(seed);
  const { attack } = plan;
  await using made = await Program.make({ ...SOURCES, "plan.json": JSON.stringify(plan) });
  const temporary = join(made.folder, "t");
  mkdirSync(temporary);
  const trace = join(made.folder, "run.interleave");
  const running = made.start({
    args: ["--trace", trace, "--timeout", String(LIMIT)],
    programArgs: [join(made.folder, "plan.json")],
    env: { TMPDIR: temporary },
    limit: LIMIT + 10_000,
  });
  let over = false;
  void running.ended.then(() => {
    over = true;
  });
  const hit = await strike(running, attack, () => over);
  const ended = await running.ended;

  const faults: string[] = [];
  const alone = hit && attack.victim === "launcher";
  for (let waited = 0; running.pids().length > 0; waited += 20) {
    if (waited > (alone ? ALONE : 0)) {
      faults.push(`still there: ${running.commands().join("; ")}`);
      for (const pid of running.pids()) process.kill(pid, "SIGKILL");
      break;
    }
    await delay(20);
  }
  const lost = hit && attack.victim === "coordinator" && attack.how !== "SIGTERM";
  if (ended.status === 124) faults.push("it neither ended nor was reported stuck");
  if (ended.status === null && !alone) faults.push(`the command line ended by ${ended.signal}`);
  if (ended.status === 86 && ended.hints.every((hint) => hint.kind !== "deadlock"))
    faults.push("stopped because of a deadlock that no hint tells of");
  for (const path of leftovers(temporary)) faults.push(`left behind: ${path}`);
  judgeNoise(ended.errors, faults);
  const began = existsSync(trace);
  const events = began || !alone ? eventsOf(trace, lost, faults) : [];
  if (!lost && events.length > 0) judgeEnds(events, faults);
  const stopped = events.findLast(({ kind, text }) => kind === "hint" && text!.includes('"kind":"deadlock"'));
  const until =
    alone || attack.victim === "coordinator"
      ? 0
      : ended.status === 86
        ? (stopped?.seq ?? 0)
        : Number.POSITIVE_INFINITY;
  judgeOrphans(events, until, faults);
  return {
    plan,
    faults,
    end: String(ended.status ?? ended.signal),
    hit,
    stdout: ended.stdout,
    stderr: ended.stderr,
  };
}

/** Kills the victim; false when the run was over before there was one. */
async function strike(running: Running, attack: Attack, over: () => boolean): Promise<boolean> {
  const { victim, how, which, after } = attack;
  const there = async (who: "main" | typeof victim): Promise<number | undefined> => {
    for (; !over(); await delay(5)) {
      const pid = who === "launcher" ? running.child.pid : running.find(who, which);
      if (pid !== undefined) return pid;
    }
    return undefined;
  };
  await there("main");
  await delay(after);
  const pid = await there(victim);
  if (pid === undefined) return false;
  if (how !== "stop") return signal(pid, how);
  if (!signal(pid, "SIGSTOP")) return false;
  await delay(50 + (which % 200));
  return signal(pid, "SIGKILL");
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

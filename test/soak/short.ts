/** Short processes in a row: nothing that they had open stays open, anywhere. Linux only. */
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Program } from "../support/program.ts";
import { leftovers } from "./judge.ts";

const SOURCE = readFileSync(join(import.meta.dirname, "programs", "short.ts"), "utf8");
const MIB = 1024 * 1024;
/** What a process may hold on to for each that has ended, bytes. */
const KEPT = { main: 3000, coordinator: 6000 };
/** Memory comes and goes by so much anyway; what is alive in the coordinator, by so much. */
const BREATHING = 48 * MIB;
const ALIVE = 8 * MIB;

interface Sample {
  done: number;
  fds: { main: number; coordinator: number };
  rss: { main: number; coordinator: number };
}

export interface ShortRuns {
  samples: Sample[];
  /** Bytes that were alive in the coordinator at the first sample and at the last. */
  alive: number[];
  /** Bytes. */
  trace: number;
  faults: string[];
}

export async function shortProcesses(count: number, lanes: number, limit: number): Promise<ShortRuns> {
  const faults: string[] = [];
  const samples: Sample[] = [];
  await using program = await Program.make({ "main.ts": SOURCE });
  const temporary = join(program.folder, "t");
  mkdirSync(temporary);
  const trace = join(program.folder, "t.interleave");
  const run = program.start({
    args: ["--trace", trace],
    programArgs: [String(count), String(lanes)],
    // How large the coordinator is says how long ago its garbage was collected; what it holds on to says a snapshot.
    env: {
      TMPDIR: temporary,
      NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --heapsnapshot-signal=SIGUSR2`,
    },
    limit,
  });
  let files = 0;
  run.child.stdout!.on("data", (text: string) => {
    for (const [, done, fds, rss] of text.matchAll(/^done (\d+) (\d+) (\d+)$/gm)) {
      const coordinator = run.coordinator();
      if (coordinator === undefined) continue;
      samples.push({
        done: Number(done),
        fds: { main: Number(fds), coordinator: readdirSync(`/proc/${coordinator}/fd`).length },
        rss: { main: Number(rss), coordinator: rssOf(coordinator) },
      });
      files = Math.max(files, leftovers(temporary).length);
      if (samples.length === 1 || Number(done) > count * 0.95) process.kill(coordinator, "SIGUSR2");
    }
  });
  const ended = await run.ended;
  if (ended.status !== 0) faults.push(`ended with ${ended.status ?? ended.signal}`);
  if (ended.errors !== "") faults.push(`said: ${ended.errors}`);
  for (const left of ended.left) faults.push(`still there: ${left}`);
  for (const path of leftovers(temporary)) faults.push(`left behind: ${path}`);
  for (const line of ended.stdout.split("\n")) if (line && !line.startsWith("done")) faults.push(line);
  // The folder itself, the socket, the folder of translated modules and one of these.
  if (files > 4) faults.push(`${files} files in the run's folder`);
  const alive = snapshots(program.folder).map(aliveIn);
  if (alive.length !== 2) faults.push(`${alive.length} snapshots of the coordinator`);
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.done < count * 0.9) faults.push(`only ${samples.length} samples`);
  else
    for (const who of ["main", "coordinator"] as const) {
      // As many as are being started or ended at the moment.
      const more = last.fds[who] - first.fds[who];
      if (more > 4 * lanes) faults.push(`${who} has ${more} more files open`);
      const ended = last.done - first.done;
      const [grown, most] =
        who === "main"
          ? [last.rss.main - first.rss.main, BREATHING + KEPT.main * ended]
          : [(alive[1] ?? 0) - (alive[0] ?? 0), ALIVE + KEPT.coordinator * ended];
      if (grown > most) faults.push(`${who} grew by ${Math.round(grown / MIB)} MiB`);
    }
  return { samples, alive, trace: statSync(trace).size, faults };
}

const rssOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) * 1024;

/** Snapshots of heaps in a folder, in the order in which they were taken. */
const snapshots = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".heapsnapshot"))
    .sort()
    .map((name) => join(folder, name));

/** Bytes of all that a snapshot has, which are collected before it is taken. */
function aliveIn(file: string): number {
  const { snapshot, nodes } = JSON.parse(readFileSync(file, "utf8")) as {
    snapshot: { meta: { node_fields: string[] } };
    nodes: number[];
  };
  const { node_fields: fields } = snapshot.meta;
  let sum = 0;
  for (let at = fields.indexOf("self_size"); at < nodes.length; at += fields.length) sum += nodes[at]!;
  return sum;
}

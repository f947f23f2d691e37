/**
 * Which processes can never go on: a liveness reduction over AND/OR waits. Everybody who is free is live; whoever
 * waits for somebody live may become live; what remains when nothing changes any more is stuck. The idea is that
 * of graph reduction for the AND-OR request model (E. Knapp, "Deadlock Detection in Distributed Databases", 1987).
 */

export interface LivenessWait {
  /**
   * `owed`: only the processes in `on` can end it, by what they hold or owe (a lock's holder, a process joined).
   * `offered`: anybody who has the object at hand could (a put, a set); all of them are in `on`.
   */
  kind: "owed" | "offered";
  on: readonly number[];
  /** Of those in `on` of an offered wait, who owes it all the same: the one who acts for a complete barrier. */
  owes?: readonly number[];
  /** A clock or an AbortSignal ends it too. */
  timed: boolean;
  /** The program does not wait for it, but may be called back: a reason to go on, and none to be stuck. */
  aside?: true;
}

export interface LivenessTask {
  id: number;
  /** Empty for a task that is not waiting. Any one that ends lets the task go on. */
  waits: readonly LivenessWait[];
  /** May run without anybody's help: it runs now, has a timer, does I/O, has not started yet. */
  free: boolean;
}

/** Ids of the tasks that can never go on. */
export function stuckTasks(tasks: Iterable<LivenessTask>): Set<number> {
  const blocked = new Map<number, LivenessTask>();
  /** provider → those who wait for it */
  const waiters = new Map<number, number[]>();
  const live: number[] = [];
  for (const task of tasks) {
    if (task.free || task.waits.length === 0 || task.waits.some((wait) => wait.timed)) {
      live.push(task.id);
      continue;
    }
    blocked.set(task.id, task);
    for (const wait of task.waits)
      for (const provider of wait.on) {
        const list = waiters.get(provider);
        if (list) list.push(task.id);
        else waiters.set(provider, [task.id]);
      }
  }
  for (let next = live.pop(); next !== undefined; next = live.pop())
    for (const waiter of waiters.get(next) ?? []) if (blocked.delete(waiter)) live.push(waiter);
  return new Set(blocked.keys());
}

/** What a task really waits for. */
const waitsOf = ({ waits }: LivenessTask): LivenessWait[] => waits.filter((wait) => !wait.aside);

/** Who owes a task what it waits for. */
const owedBy = (task: LivenessTask): number[] =>
  waitsOf(task).flatMap((wait) => (wait.kind === "owed" ? wait.on : (wait.owes ?? [])));

/**
 * Of stuck tasks, those at the root of it: waits that form a cycle by what is held or owed, or that nobody alive
 * can end. The others wait for one of them to get on.
 */
export function coreOf(stuck: ReadonlySet<number>, tasks: ReadonlyMap<number, LivenessTask>): Set<number> {
  const core = new Set<number>();
  const owed = (id: number) => owedBy(tasks.get(id)!).filter((provider) => stuck.has(provider));
  const any = (id: number) =>
    waitsOf(tasks.get(id)!).flatMap((wait) => wait.on.filter((provider) => stuck.has(provider)));
  for (const component of components(stuck, owed))
    if (component.length > 1 || owed(component[0]!).includes(component[0]!))
      for (const id of component) core.add(id);
  for (const id of stuck) if (any(id).length === 0) core.add(id);

  // Groups that lead to no other group and have no core yet: nobody in them can do what the others hope for.
  const groups = components(stuck, any);
  const groupOf = new Map<number, number[]>();
  for (const group of groups) for (const id of group) groupOf.set(id, group);
  for (const group of groups) {
    const leaves = group.some((id) => any(id).some((to) => groupOf.get(to) !== group));
    if (leaves || group.some((id) => core.has(id))) continue;
    for (const id of group) if (waitsOf(tasks.get(id)!).some((wait) => wait.kind === "offered")) core.add(id);
  }
  return core;
}

/**
 * Deadlocks that have nothing to do with one another: each circle by itself, and what waits for nobody in particular.
 * `members` are its core and those who wait behind it.
 */
export function deadlocksOf(
  stuck: ReadonlySet<number>,
  tasks: ReadonlyMap<number, LivenessTask>,
): { core: Set<number>; members: Set<number> }[] {
  const core = coreOf(stuck, tasks);
  const owed = (id: number) => owedBy(tasks.get(id)!).filter((provider) => core.has(provider));
  const circles = components(core, owed).filter((component) => component.length > 1);
  const rest = new Set(core);
  for (const id of circles.flat()) rest.delete(id);
  const waiters = new Map<number, number[]>();
  for (const id of stuck)
    for (const provider of waitsOf(tasks.get(id)!).flatMap((wait) => wait.on)) {
      const list = waiters.get(provider);
      if (list) list.push(id);
      else waiters.set(provider, [id]);
    }
  return [...circles.map((circle) => new Set(circle)), rest]
    .filter((ids) => ids.size > 0)
    .map((ids) => {
      const members = new Set(ids);
      // Sets go on with what is added meanwhile.
      for (const id of members)
        for (const waiter of waiters.get(id) ?? []) if (!core.has(waiter)) members.add(waiter);
      return { core: ids, members };
    })
    .sort((a, b) => Math.min(...a.core) - Math.min(...b.core));
}

/** Strongly connected components (R. Tarjan, 1972), without recursion. */
export function components(nodes: Iterable<number>, edges: (node: number) => number[]): number[][] {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const onStack = new Set<number>();
  const stack: number[] = [];
  const found: number[][] = [];
  let counter = 0;
  for (const root of nodes) {
    if (index.has(root)) continue;
    const work: { node: number; targets: number[]; at: number }[] = [];
    const enter = (node: number) => {
      index.set(node, counter);
      low.set(node, counter++);
      stack.push(node);
      onStack.add(node);
      work.push({ node, targets: edges(node), at: 0 });
    };
    enter(root);
    while (work.length > 0) {
      const frame = work[work.length - 1]!;
      if (frame.at < frame.targets.length) {
        const target = frame.targets[frame.at++]!;
        if (!index.has(target)) enter(target);
        else if (onStack.has(target)) low.set(frame.node, Math.min(low.get(frame.node)!, index.get(target)!));
        continue;
      }
      work.pop();
      const parent = work[work.length - 1];
      if (parent) low.set(parent.node, Math.min(low.get(parent.node)!, low.get(frame.node)!));
      if (low.get(frame.node) !== index.get(frame.node)) continue;
      const component: number[] = [];
      for (;;) {
        const node = stack.pop()!;
        onStack.delete(node);
        component.push(node);
        if (node === frame.node) break;
      }
      found.push(component);
    }
  }
  return found;
}

/** What a random program does, and who is killed when. Read by the program itself, too. */

/** What one process does, one thing after another. Locks, queues … are numbered; limits are milliseconds. */
export type Step =
  | { do: "hold" | "relock"; lock: number; limit?: number; steps: Step[] }
  | { do: "permit"; semaphore: number; limit?: number; steps: Step[] }
  | { do: "await-notice" | "await-event" | "meet" | "drain"; limit?: number }
  | { do: "put" | "get"; queue: number; limit?: number }
  | { do: "notify" | "set" | "clear" | "done" | "add" | "write" | "read" }
  | { do: "send" | "recv"; end: number; limit?: number }
  | { do: "sleep" | "compute" | "command"; ms: number }
  | { do: "map" | "submit"; tasks: number; ms: number }
  | { do: "start"; process: ProcessPlan; join: boolean };

export interface ProcessPlan {
  name: string;
  daemon: boolean;
  steps: Step[];
  /** How it ends: its target returns, `process.exit(3)`, an uncaught error. */
  end: "return" | "exit" | "throw";
}

export interface Attack {
  victim: "main" | "child" | "coordinator" | "launcher";
  /** `stop`: SIGSTOP first, SIGKILL a moment later. */
  how: "SIGKILL" | "SIGTERM" | "stop";
  /** Milliseconds after main has begun, or later if there is no such process yet. */
  after: number;
  /** Which of the children, modulo how many there are. */
  which: number;
}

export interface Plan {
  seed: number;
  main: ProcessPlan;
  attack: Attack;
}

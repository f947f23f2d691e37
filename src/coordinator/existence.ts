/** Whether a process exists, asked of the operating system. */
import { readFileSync } from "node:fs";

/** False also for one that has ended and whose parent has not noticed yet, where the system tells that. */
export function exists(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It is there, and somebody else's: a number that was used again.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return process.platform !== "linux" || !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in brackets may contain anything.
    return "ZX".includes(text[text.lastIndexOf(")") + 2] ?? "X");
  } catch {
    return true;
  }
}

/** The streams that every process has: no reason for it to be thought busy. */

/** How `process.getActiveResourcesInfo()` calls the handles of streams. */
const RESOURCES: Record<string, string> = { Pipe: "PipeWrap", TTY: "TTYWrap", TCP: "TCPSocketWrap" };

interface StreamWithHandle {
  _handle?: { constructor: { name: string } } | null;
  writableLength?: number;
}

/**
 * What standard output and error stand for among the active resources. They are there from the first line written
 * to a pipe or terminal on, for as long as the process lives, whether or not anything is being written.
 */
export function idleStdio(): string[] {
  return [process.stdout, process.stderr].flatMap((stream) => {
    const { _handle: handle, writableLength } = stream as unknown as StreamWithHandle;
    const resource = handle && !writableLength ? RESOURCES[handle.constructor.name] : undefined;
    return resource ? [resource] : [];
  });
}

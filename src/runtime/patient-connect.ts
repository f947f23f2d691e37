/** A connection to a coordinator that may be starting still. */
import { connect, type Socket } from "node:net";

const RETRY_MS = 5;

/** Tries again until `patience` ms after it was first not there. One of the two is called, once. */
export function connectPatiently(
  path: string,
  patience: number,
  connected: (socket: Socket) => void,
  failed: (error: Error) => void,
  since?: number,
): void {
  const socket = connect(path);
  const refused = (error: Error) => {
    if (since !== undefined && performance.now() >= since + patience) {
      failed(error);
      return;
    }
    // This process may have computed for long before it hears of the first failure.
    const first = since ?? performance.now();
    setTimeout(connectPatiently, RETRY_MS, path, patience, connected, failed, first);
  };
  socket.once("error", refused);
  socket.once("connect", () => {
    socket.off("error", refused);
    connected(socket);
  });
}

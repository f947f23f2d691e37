// Microseconds of one round trip of 32 bytes between two Node processes over a Unix socket.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const WARM_UP = 3000;
const ROUNDS = 20_000;
const SIZE = 32;
const [, , address] = process.argv;

if (address) {
  // The other process: sends back what it gets.
  const server = createServer((socket) => {
    socket.on("data", (bytes) => socket.write(bytes));
    socket.on("close", () => server.close());
  });
  server.listen(address, () => {
    process.send!("listening");
    process.disconnect();
  });
} else {
  const folder = mkdtempSync(join(tmpdir(), "bench-socket-"));
  const path = process.platform === "win32" ? `\\\\.\\pipe\\bench-${process.pid}` : join(folder, "s");
  const child = fork(import.meta.filename, [path]);
  await new Promise((resolve) => child.once("message", resolve));

  const socket = connect(path);
  const message = Buffer.alloc(SIZE, 1);
  let waiting = SIZE;
  let left = WARM_UP + ROUNDS;
  let began = 0n;
  socket.on("data", (bytes) => {
    waiting -= bytes.length;
    if (waiting > 0) return;
    waiting = SIZE;
    left--;
    if (left === ROUNDS) began = process.hrtime.bigint();
    if (left > 0) socket.write(message);
    else {
      console.log(Number(process.hrtime.bigint() - began) / 1e3 / ROUNDS);
      socket.end();
      rmSync(folder, { recursive: true, force: true });
    }
  });
  socket.write(message);
}

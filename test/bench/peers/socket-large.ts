// Milliseconds of 64 MB over a Unix socket, from one Node process to another, which puts them into one buffer.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BYTES = 64 * 1024 * 1024;
const WARM_UP = 2;
const ROUNDS = 8;
const [, , address] = process.argv;

if (address) {
  const server = createServer((socket) => {
    let item = Buffer.alloc(BYTES);
    let at = 0;
    socket.on("data", (bytes) => {
      at += bytes.copy(item, at);
      if (at < BYTES) return;
      const now = Buffer.alloc(8);
      now.writeBigUInt64LE(process.hrtime.bigint()); // one clock for all processes of the machine
      socket.write(now);
      if (item[BYTES - 1] !== 7) throw new Error("wrong item");
      item = Buffer.alloc(BYTES);
      at = 0;
    });
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
  const item = new Uint8Array(BYTES).fill(7);
  let spent = 0;
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    const began = process.hrtime.bigint();
    socket.write(item);
    const [taken] = await new Promise<[Buffer]>((resolve) =>
      socket.once("data", (bytes) => resolve([bytes])),
    );
    if (i >= 0) spent += Number(taken!.readBigUInt64LE() - began) / 1e6;
  }
  console.log(spent / ROUNDS);
  socket.end();
  rmSync(folder, { recursive: true, force: true });
}

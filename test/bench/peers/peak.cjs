// Loaded into every process whose memory is measured: at its end it leaves its peak, in KB, in a file of its own.
const { writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");

process.on("exit", () => {
  const name = `${basename(process.argv[1] ?? "none")} ${process.pid}`;
  writeFileSync(join(process.env.BENCH_PEAKS, name), String(process.resourceUsage().maxRSS));
});

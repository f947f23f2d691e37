// Talks to another program: what it reads, what it writes, how it ends.
import { isMainProcess, subprocess } from "@interleave/runtime";

// A stand-in for nslookup, which would need the network: reads commands to their end, then answers.
const NSLOOKUP = `
  process.stdin.setEncoding("utf8").toArray().then((parts) => {
    let kind;
    for (const line of parts.join("").split("\\n")) {
      if (line.startsWith("set q=")) kind = line.slice(6);
      else if (line === "exit") break;
      else if (line) console.log(line + "\\t" + (kind === "mx" ? "mail" : kind) + " exchanger = 50 mail." + line + ".");
    }
  });
`;

if (isMainProcess) {
  console.log("$ nslookup");
  const { returnCode, stdout } = await subprocess.run([process.execPath, "-e", NSLOOKUP], {
    input: "set q=mx\npython.org\nexit\n",
  });
  console.log(stdout);
  console.log("Exit code:", returnCode);
}

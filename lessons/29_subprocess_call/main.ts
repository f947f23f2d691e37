// Runs another program and waits for its exit code. In the timeline it has a lane of its own.
import { isMainProcess, subprocess } from "@interleave/runtime";

if (isMainProcess) {
  console.log("$ nslookup www.python.org");
  // A stand-in for nslookup, which would need the network.
  const exitCode = await subprocess.call([process.execPath, "-e", "process.exit(0)"]);
  console.log("Exit code:", exitCode);
}

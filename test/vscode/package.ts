/** The extension as it is handed out: one file, made by the same command as for the gallery. */
import { join } from "node:path";
import { ROOT } from "./paths.ts";
import { runCommand } from "./run-command.ts";

/** Packages what is there; answers the path of the .vsix. Builds dist anew, for production. @throws Error when it cannot. */
export async function packageExtension(): Promise<string> {
  const { status, output } = await runCommand("npm", ["run", "--silent", "package"], { cwd: ROOT });
  if (status !== 0) throw new Error(`npm run package ended with ${status}:\n${output.trim()}`);
  return join(ROOT, "interleave.vsix");
}

/** What the Node that runs us can do; asked for by trying it, not by its version. */

/** True if the Node that runs us knows `using` itself. */
export function supportsUsing(): boolean {
  try {
    new Function("{ using x = null; }");
    return true;
  } catch {
    return false;
  }
}

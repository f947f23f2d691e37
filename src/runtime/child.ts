/** Main module of every started process. */
import { boot } from "./index.ts";

await boot();

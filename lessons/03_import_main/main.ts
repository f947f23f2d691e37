// A target may live in another module: it is found there by module and name.
import { isMainProcess, Process } from "@interleave/runtime";
import { worker } from "./worker.ts";

if (isMainProcess) {
  for (let i = 0; i < 5; i++) new Process({ target: worker }).start();
}

// Counts the words of the texts in this folder: one task per file, then one per share of the words.
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { currentProcess, isMainProcess } from "@interleave/runtime";
import { MapReduce } from "./mapreduce.ts";

const STOP_WORDS = new Set("a an and are as be by for if in is it of or py rst that the to with".split(" "));
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

async function fileToWords(file: string): Promise<[string, number][]> {
  console.log(`进程:${currentProcess().name} 读取文件名:${file}`);
  const text = await readFile(join(import.meta.dirname, file), "utf8");
  const words: [string, number][] = [];
  for (const line of text.split("\n")) {
    if (line.trimStart().startsWith("..")) continue; // a comment
    for (const word of line.replace(PUNCTUATION, " ").toLowerCase().split(/\s+/))
      if (/^\p{L}+$/u.test(word) && !STOP_WORDS.has(word)) words.push([word, 1]);
  }
  return words;
}

function countWords([word, ones]: [string, number[]]): [string, number] {
  return [word, ones.reduce((sum, n) => sum + n, 0)];
}

if (isMainProcess) {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".rst"));
  const counts = await new MapReduce(fileToWords, countWords).run(files);
  counts.sort((a, b) => a[1] - b[1]).reverse();

  console.log("\nTOP 20 WORDS BY FREQUENCY\n");
  const top = counts.slice(0, 20);
  const longest = Math.max(...top.map(([word]) => word.length));
  for (const [word, count] of top) console.log(`${word.padEnd(longest + 1)}: ${String(count).padStart(5)}`);
}

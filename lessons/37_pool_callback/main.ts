// Workers fetch, main parses: a callback runs in the process that submitted the task.
import { appendFileSync } from "node:fs";
import { type AsyncResult, isMainProcess, Pool, sleep } from "@interleave/runtime";

interface Page {
  url: string;
  text: string;
}

async function getPage(url: string): Promise<Page> {
  console.log(`<进程${process.pid}> get ${url}`);
  // Stands in for the network: the same answer and the same delay in every run.
  await sleep(20 * (url.length % 5));
  return { url, text: "x".repeat(10 * url.length) };
}

function parsePage({ url, text }: Page) {
  console.log(`<进程${process.pid}> parse ${url}`);
  appendFileSync("db.txt", `url:<${url}> size:[${text.length}]\n`);
}

if (isMainProcess) {
  const urls = [
    "https://www.baidu.com",
    "https://www.python.org",
    "https://www.openstack.org",
    "https://help.github.com/",
    "http://www.sina.com.cn/",
  ];

  const pool = new Pool({ processes: 3 });
  const results: AsyncResult<Page>[] = [];
  for (const url of urls) results.push(pool.applyAsync(getPage, [url], { callback: parsePage }));
  pool.close();
  await pool.join();

  const pages = await Promise.all(results);
  console.log(`[${pages.map(({ url, text }) => `{'url': '${url}', 'text': '${text}'}`).join(", ")}]`);
}

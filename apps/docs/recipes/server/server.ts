import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Worker } from "node:worker_threads";
import { page } from "./page.ts";

/** Trains in a thread, so that the server goes on answering. */
const trained = () =>
  new Promise<string>((resolve, reject) => {
    const worker = new Worker(new URL("thread.js", import.meta.url));
    worker.once("message", resolve).once("error", reject);
  });

const server = createServer(async ({ url }, response) => {
  if (url === "/") response.setHeader("content-type", "text/html").end(page());
  else if (url === "/client.js")
    response
      .setHeader("content-type", "text/javascript")
      .end(await readFile(new URL("client/client.js", import.meta.url)));
  else if (url === "/trained") response.end(await trained());
  else response.writeHead(404).end();
});
server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => console.log(JSON.stringify(server.address())));

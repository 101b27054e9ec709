import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import type { Watch } from "../../compare.ts";
import { isComplete } from "../../compare.ts";
import { begin, readResults } from "../../store/folder.ts";
import { proxyTo } from "../../testing/proxy.ts";
import { findRedis, type Server, startRedis } from "../../testing/servers.ts";
import { smallPlan } from "../../testing/small-plan.ts";
import { startWorker, stopWorkers, sweep } from "../../testing/sweeps.ts";

const redis = findRedis();
if ("reason" in redis) throw new Error(redis.reason);
const root = mkdtempSync(join(tmpdir(), "downhill-faults-"));
let folders = 0;
let server: Server;
const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, 1000 * count));

beforeEach(async () => {
  server = await startRedis(redis.path, "--appendonly", "yes");
});
afterEach(async () => {
  await stopWorkers();
  await server.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Some hundreds of runs, in the midst of which something happens; then all of it is there, and nothing twice. */
async function sweepAround(url: string, happens: () => Promise<void>): Promise<void> {
  const folder = join(root, `${folders++}`);
  const store = begin(
    folder,
    smallPlan(["adam", "sgd", "lion"], { testSeeds: Array.from({ length: 20 }, (_, i) => i) }),
  );
  let [done, happening]: [number, Promise<void> | undefined] = [0, undefined];
  const watch: Watch = {
    begin() {},
    done() {
      if (++done === 20) happening = happens();
    },
  };
  const start = performance.now();
  const ending = await sweep(url, store, { watch });
  await happening;
  expect(ending).toMatchObject({ faults: [], stopped: false });
  expect(isComplete(store)).toBe(true);
  store.close();
  const lines = readFileSync(join(folder, "runs.jsonl"), "utf8").trimEnd().split("\n").length;
  expect(lines).toBe(readResults(folder).lines.length);
  console.log(
    `${lines} runs in ${((performance.now() - start) / 1000).toFixed(1)} s; it said: ${ending.said.join(" | ")}`,
  );
}

test("Redis is killed, and comes back after 20 seconds with its append-only file", async () => {
  const url = `redis://127.0.0.1:${server.port}`;
  await startWorker(url);
  await sweepAround(url, async () => {
    await server.kill();
    await seconds(20);
    await server.start();
  });
});

test("the connection of all is cut for 30 seconds", async () => {
  const proxy = await proxyTo(server.port);
  const url = `redis://127.0.0.1:${proxy.port}`;
  await startWorker(url);
  await startWorker(`redis://127.0.0.1:${server.port}`);
  await sweepAround(url, async () => {
    proxy.cut();
    await seconds(30);
    proxy.mend();
  });
  proxy.close();
});

import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { compare, isComplete, type Watch } from "../../compare.ts";
import { begin, readResults } from "../../store/folder.ts";
import { figure } from "../../testing/figures.ts";
import { bench, killAll, type Process, workerProcess } from "../../testing/processes.ts";
import { proxyTo } from "../../testing/proxy.ts";
import { findRedis, type Server, startRedis } from "../../testing/servers.ts";
import { smallDisk } from "../../testing/small-disk.ts";
import { smallPlan } from "../../testing/small-plan.ts";
import { endThreads, made, silent, startWorker, stopWorkers, sweep, threads, version } from "../../testing/sweeps.ts";
import { until } from "../../testing/until.ts";
import { readAddress } from "./address.ts";
import { connect } from "./client.ts";
import { queueName } from "./identity.ts";

const redis = findRedis();
if ("reason" in redis) throw new Error(redis.reason);
const root = mkdtempSync(join(tmpdir(), "downhill-faults-"));
let folders = 0;
/** After so many runs something happens. */
const SOON = 20;
let server: Server;
let url: string;
const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, 1000 * count));

beforeEach(async () => {
  server = await startRedis(redis.path, "--appendonly", "yes");
  url = `redis://127.0.0.1:${server.port}`;
});
afterEach(async () => {
  killAll();
  await stopWorkers();
  await server.close();
});
afterAll(async () => {
  await endThreads();
  rmSync(root, { recursive: true, force: true });
});

/** Some hundreds of runs. @param times as many evaluations as in the short tests */
function longPlan(times: number) {
  const plan = smallPlan(["adam", "sgd", "lion"], { testSeeds: Array.from({ length: 18 }, (_, i) => i) });
  return { ...plan, problems: plan.problems.map((problem) => ({ ...problem, budget: times * problem.budget })) };
}

/** What is in the file, each line once. */
function linesOf(folder: string) {
  const text = readFileSync(join(folder, "runs.jsonl"), "utf8").trimEnd();
  const { lines } = readResults(folder);
  expect(lines.length).toBe(text.split("\n").length);
  return lines;
}

/** In the midst of a sweep something happens; then all of it is there, and nothing twice, and it is what this machine's threads make. */
async function sweepAround(
  url: string,
  happens: () => Promise<void>,
  plan = longPlan(1),
): Promise<{ runs: number; said: readonly string[] }> {
  const folder = join(root, `${folders++}`);
  const store = begin(folder, plan);
  let [done, happening]: [number, Promise<void> | undefined] = [0, undefined];
  const watch: Watch = {
    begin() {},
    done() {
      if (++done === SOON) happening = happens();
    },
  };
  const ending = await sweep(url, store, { watch });
  await happening;
  expect(ending).toMatchObject({ faults: [], stopped: false });
  expect(isComplete(store)).toBe(true);
  store.close();
  const lines = linesOf(folder);
  expect(made(lines)).toEqual(await madeHere(plan));
  return { runs: lines.length, said: ending.said };
}

async function madeHere(plan: ReturnType<typeof longPlan>): Promise<string[]> {
  const store = begin(join(root, `${folders++}`), plan);
  await compare(store, await threads(), silent, new AbortController().signal);
  store.close();
  return made(store.lines);
}

test("a worker is killed at ten random moments", async (context) => {
  const seed = Number(process.env.DOWNHILL_SEED ?? Date.now() % 1e6);
  console.log(`DOWNHILL_SEED=${seed}`);
  const random = generator(seed);
  const client = await connect(readAddress(url), () => {});
  const queue = client.queue(queueName(version));
  const batchesOf = async (name: string) => (await queue.getActive()).filter((job) => job?.processedBy === name).length;
  const moments: string[] = [];
  let inBatch = 0;

  async function killOne({ child, said, ended }: Process): Promise<void> {
    const name = nameOf(said());
    await until(async () => (await batchesOf(name)) > 0);
    const wait = random();
    await seconds(wait);
    const batches = await batchesOf(name);
    child.kill("SIGKILL");
    await ended;
    if (batches > 0) inBatch++;
    moments.push(`${wait.toFixed(3)} s (${batches})`);
  }

  let victim = await workerProcess(url);
  const { runs } = await sweepAround(
    url,
    async () => {
      for (let i = 0; i < 9; i++) {
        await killOne(victim);
        victim = await workerProcess(url);
      }
      await killOne(victim);
      await startWorker(url);
    },
    longPlan(10),
  );
  await client.close();
  console.log(`killed so long after it was seen at a batch (and at how many then): ${moments.join(", ")}`);
  expect(moments).toHaveLength(10);
  expect(inBatch).toBeGreaterThan(0);
  await figure(context, "workers killed at ten random moments", `${inBatch} in a batch; ${runs} runs, none lost`);
});

const nameOf = (said: string): string => /^worker (\S+) at/m.exec(said)![1]!;

/** Mulberry32: uniform in [0, 1). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

test("Redis is killed, and comes back after 20 seconds with its append-only file", async () => {
  await startWorker(url);
  await sweepAround(url, async () => {
    await server.kill();
    await seconds(20);
    await server.start();
  });
});

test("Redis is killed, and comes back after 5 seconds without its file", async () => {
  await startWorker(url);
  await sweepAround(url, async () => {
    await server.kill();
    rmSync(join(server.folder, "appendonlydir"), { recursive: true });
    await seconds(5);
    await server.start();
  });
});

test("the connection of all is cut for 30 seconds", async () => {
  const proxy = await proxyTo(server.port);
  await startWorker(`redis://127.0.0.1:${proxy.port}`);
  await startWorker(url);
  await sweepAround(`redis://127.0.0.1:${proxy.port}`, async () => {
    proxy.cut();
    await seconds(30);
    proxy.mend();
  });
  proxy.close();
});

test("the coordinator's disk is full, and then it is not", async (context) => {
  const disk = smallDisk(join(root, "disk"), "64k");
  if (!disk) return context.skip("this user may mount no file system that is soon full");
  try {
    const folder = join(root, "disk", "results");
    const plan = longPlan(1);
    begin(folder, plan).close();
    await startWorker(url);
    const args = ["--queue", url, "--lock", "1", "--resume", "--out", folder];
    const first = bench(...args);
    expect(await first.ended).toBe(1);
    expect(first.said()).toMatch(
      /error: \S+runs\.jsonl cannot be written: ENOSPC.*\nWhat is done is stored; go on with/,
    );
    const before = readResults(folder).lines;
    expect(before.length).toBeGreaterThan(10);
    const { size } = statSync(join(folder, "runs.jsonl"));
    disk.grow("16m");
    const second = bench(...args);
    expect([await second.ended, second.said()]).toEqual([0, expect.stringContaining("of them done already")]);
    const lines = linesOf(folder);
    expect(lines.slice(0, before.length)).toEqual(before);
    expect(made(lines)).toEqual(await madeHere(plan));
    await figure(context, "a disk that was full", `at ${size} bytes, ${before.length} runs; then ${lines.length}`);
  } finally {
    disk.remove();
  }
});

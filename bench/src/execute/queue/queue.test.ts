import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunSpec } from "@downhill/runs/run";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { compare } from "../../compare.ts";
import { markdown } from "../../report/markdown.ts";
import { report } from "../../report/report.ts";
import { begin, readResults, type Store } from "../../store/folder.ts";
import { backends } from "../../testing/backends.ts";
import type { Server } from "../../testing/servers.ts";
import { smallPlan } from "../../testing/small-plan.ts";
import {
  endThreads,
  made,
  silent,
  startWorker,
  stopWorkers,
  sweep,
  tampered,
  threads,
  version,
} from "../../testing/sweeps.ts";
import { until } from "../../testing/until.ts";
import type { Engine, Order } from "../engine.ts";
import { readAddress } from "./address.ts";
import { connect } from "./client.ts";
import { queueName } from "./identity.ts";

const few = { trials: [1, 2], tuningSeeds: [100] };
const plan = smallPlan(["adam", "sgd"], process.env.DOWNHILL_SWEEPS || process.env.DOWNHILL_THOROUGH ? {} : few);

const root = mkdtempSync(join(tmpdir(), "downhill-queue-"));
let folders = 0;
const newStore = () => begin(join(root, `${folders++}`), plan);

/** What this machine's threads make. */
let expected: string[];
beforeAll(async () => {
  const store = newStore();
  await compare(store, await threads(), silent, new AbortController().signal);
  expected = made(store.lines);
});

afterEach(stopWorkers);
afterAll(async () => {
  await endThreads();
  rmSync(root, { recursive: true, force: true });
});

/** All of it is there, nothing twice: in the file, which is what counts. */
function expectAll(store: Store): void {
  store.close();
  const lines = readFileSync(join(root, `${folders - 1}`, "runs.jsonl"), "utf8")
    .trimEnd()
    .split("\n");
  expect(made(lines.map((line) => JSON.parse(line)))).toEqual(expected);
}

/** A run that does not end before it is told to. */
async function* forever(_specs: readonly RunSpec[], { signal }: Order = {}): AsyncGenerator<never> {
  await new Promise<void>((resolve) => {
    signal?.addEventListener("abort", () => resolve());
  });
}

/** Other bits, in every run. */
const lying = (engine: Engine): Engine =>
  tampered(engine, (outcome) => ({
    ...outcome,
    result: outcome.result && { ...outcome.result, loss: 0, hash: "0ff" },
  }));

const spec = { version: 1, problem: { name: "moons" }, optimizer: "adam", seed: 0, budget: 10 };
const noBatches: [string, unknown, RegExp][] = [
  ["nothing", {}, /no batch of runs: runs/],
  ["code", { runs: [spec], curves: true, not: [], require: "./mine.ts" }, /no batch of runs: require/],
  [
    "no budget",
    { runs: [spec, { ...spec, budget: 0 }], curves: true, not: [] },
    /runs\[1\]: run: spec\.budget must be/,
  ],
  ["an unknown optimizer", { runs: [{ ...spec, optimizer: "constructor" }], curves: true, not: [] }, /"constructor"/],
  [
    "an unknown problem",
    { runs: [{ ...spec, problem: { name: "toString" } }], curves: true, not: [] },
    /no problem "toString"/,
  ],
];

/** With the long tests all of them; every time the one that most people have. */
const tested = process.env.DOWNHILL_SWEEPS ? backends : backends.slice(0, 1);

describe.each(tested)("$name", ({ found, start, url: urlAt, wipe }) => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    if ("reason" in found) return;
    server = await start(found.path);
    url = urlAt(server.port);
  });
  afterAll(() => server?.close());

  async function counts(): Promise<{ active: number }> {
    const client = await connect(readAddress(url), () => {});
    const { active = 0 } = await client.queue(queueName(version)).getJobCounts("active");
    await client.close();
    return { active };
  }

  const it = (name: string, run: (path: string) => Promise<void>) =>
    test(name, async ({ skip }) => {
      if ("reason" in found) return skip(found.reason);
      // What others have left would be taken as done.
      const client = await connect(readAddress(url), () => {});
      await client.close();
      await wipe(server.port, found.path);
      await run(found.path);
    });

  it("the same comes of one worker", async () => {
    const worker = await startWorker(url);
    const store = newStore();
    expect(await sweep(url, store)).toMatchObject({ faults: [], stopped: false });
    expectAll(store);
    await worker.stop();
  });

  it("the same comes of workers that come and go, and a run that two coordinators want is made once", async () => {
    let runs = 0;
    const counting = tampered(await threads(), (outcome) => {
      runs++;
      return outcome;
    });
    const first = await startWorker(url, { engine: counting });
    const others = (async () => {
      for (let i = 0; i < 3; i++) {
        const worker = await startWorker(url, { engine: counting });
        await new Promise((resolve) => setTimeout(resolve, 300));
        await worker.close(10_000);
      }
    })();
    const [one, two] = [newStore(), newStore()];
    await Promise.all([sweep(url, one), sweep(url, two), others]);
    expect(made(one.lines)).toEqual(expected);
    expectAll(two);
    expect(runs).toBe(expected.length);
    await first.stop();
  });

  it("a queue that is wiped is filled again", async (path) => {
    const store = newStore();
    const worker = await startWorker(url);
    let done = 0;
    const watch = { begin() {}, done: () => void (++done === 5 && wipe(server.port, path)) };
    await sweep(url, store, { watch });
    expectAll(store);
    await worker.stop();
  });

  it("a worker that is told to stop gives back what it has begun", async () => {
    const store = newStore();
    // A batch that nobody lives to see the end of.
    const stuck = { ...(await threads()), run: forever };
    const first = await startWorker(url, { engine: stuck });
    const sweeping = sweep(url, store);
    await until(async () => (await counts()).active > 0);
    await first.stop(0);
    expect((await counts()).active).toBe(0);
    const second = await startWorker(url);
    await sweeping;
    expectAll(store);
    await second.stop();
  });

  it("a run that fails is tried by another worker, and told of with its spec when it fails there", async () => {
    const store = newStore();
    const fails = ({ optimizer, seed }: RunSpec, seeds: readonly number[]) =>
      optimizer === "sgd" && seeds.includes(seed);
    const failing = async (...seeds: number[]) =>
      startWorker(url, {
        engine: tampered(await threads(), (outcome, spec) =>
          fails(spec, seeds) ? { ...outcome, result: undefined, fault: "no memory" } : outcome,
        ),
      });
    const workers = [await failing(0, 1), await failing(0, 2)];
    const { faults } = await sweep(url, store);
    expect(faults.length).toBeGreaterThan(1);
    for (const { spec, message } of faults)
      expect([spec.optimizer, spec.seed, message]).toEqual(["sgd", 0, "no memory"]);
    expect(store.lines.length).toBe(expected.length - faults.length);
    for (const worker of workers) await worker.stop();
    // Whoever goes on with it has another try.
    const worker = await startWorker(url);
    await sweep(url, store);
    expectAll(store);
    await worker.stop();
  });

  it("a worker with other bits is found, by a second one and by this machine, and what it has made is made again", async () => {
    const store = newStore();
    const honest = await startWorker(url);
    const wrong = await startWorker(url, { engine: lying(await threads()) });
    await sweep(url, store, { verify: 1 });
    expect(await wrong.banned).toContain("its bits of a run differ from others'");
    const { disputes } = store;
    expectAll(store);
    expect(disputes.length).toBeGreaterThan(0);
    for (const { odd, hashes } of disputes) {
      expect(odd).toEqual([wrong.id]);
      expect(hashes.map(({ worker }) => worker).sort()).toEqual([honest.id, wrong.id].sort());
    }
    expect(store.lines.every(({ worker }) => worker === honest.id)).toBe(true);
    expect(markdown({ ...report(plan, store.lines), disputes })).toContain(`no run of ${wrong.id} is among these`);
    for (const worker of [honest, wrong]) await worker.stop();
  });

  it("of two that differ neither counts, where nobody can say which is wrong, and the report says so", async () => {
    const store = newStore();
    const workers = [await startWorker(url), await startWorker(url, { engine: lying(await threads()) })];
    const judge = tampered(await threads(), () => ({ index: 0, time: 0, fault: "no data here\n  at data.ts" }));
    const sweeping = sweep(url, store, { verify: 1, judge });
    await until(() => store.disputes.length > 0);
    for (const worker of workers) expect(await worker.banned).toContain("its bits of a run differ from others'");
    const [one, two] = [await startWorker(url), await startWorker(url)];
    await sweeping;
    const { disputes } = store;
    expectAll(store);
    for (const { odd } of disputes) expect([...odd].sort()).toEqual(workers.map(({ id }) => id).sort());
    expect(new Set(store.lines.map(({ worker }) => worker))).toEqual(new Set([one.id, two.id]));
    expect(readResults(join(root, `${folders - 1}`)).disputes).toEqual(disputes);
    expect(markdown({ ...report(plan, store.lines), disputes })).toContain(
      "could not be decided (no data here): no run",
    );
    for (const worker of [one, two, ...workers]) await worker.stop();
  });

  it("a worker of another version takes nothing, which both sides say", async () => {
    const store = newStore();
    const other = { ...version, sources: "0123456789ab" };
    const controller = new AbortController();
    const stranger = await startWorker(url, { version: other });
    const sweeping = sweep(url, store, { signal: controller.signal });
    await until(() => stranger.said.some((line) => /^plan .* is of .*: its runs are left to others$/.test(line)));
    controller.abort();
    const { said } = await sweeping;
    expect(said.join()).toMatch(/worker .* is of 0\.1\.0 \(sources 0123456789ab\).*it takes no runs of this plan/);
    expect(store.lines).toEqual([]);
    store.close();
    await stranger.stop();
  });

  it("what is no spec of a run fails with its reason, and the rest goes on", async () => {
    const store = newStore();
    const client = await connect(readAddress(url), () => {});
    const queue = client.queue(queueName(version));
    for (const [name, data] of noBatches) await queue.add(name, data);
    const worker = await startWorker(url);
    await sweep(url, store);
    expectAll(store);
    for (const [name, , reason] of noBatches) {
      const [job] = (await queue.getFailed()).filter((each) => each.name === name);
      expect(job?.failedReason).toMatch(reason);
      expect(worker.said.join("\n")).toMatch(reason);
    }
    await Promise.all([client.close(), worker.stop()]);
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { problems } from "@downhill/problems/registry";
import type { RunSpec } from "@downhill/runs/run";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compare } from "../../compare.ts";
import { makePlan } from "../../plan/make.ts";
import { loadOptimizers } from "../../plan/optimizers.ts";
import { begin, type Store } from "../../store/folder.ts";
import { figure } from "../../testing/figures.ts";
import { type Cost, digits, load, measured, sum } from "../../testing/measured.ts";
import { killAll, workerProcess } from "../../testing/processes.ts";
import { findRedis, type Server, startRedis } from "../../testing/servers.ts";
import { made, silent, version } from "../../testing/sweeps.ts";
import type { Engine } from "../engine.ts";
import { localPool } from "../local-pool.ts";
import { readAddress } from "./address.ts";
import { connect } from "./client.ts";
import { kindOf } from "./coordinator.ts";
import { queueName } from "./identity.ts";
import { queueEngine } from "./queue-engine.ts";
import { sizes } from "./sizes.ts";

const redis = findRedis();
if ("reason" in redis) throw new Error(redis.reason);
const JOBS = 2;
const SLOW = 3600_000; // four times a suite that takes a minute or two of a quiet machine
const root = mkdtempSync(join(tmpdir(), "downhill-throughput-"));
let server: Server;
let local: Engine;
let queue: Engine;
/** Processes beside this one that work for the queue: the worker, Redis. */
let others: number[];

/** This one's threads, and one worker with as many: in turn, so that what else is going on here is no reason. */
const turns = (): readonly Engine[] => [local, queue, queue, local];

beforeAll(async () => {
  server = await startRedis(redis.path);
  const url = `redis://127.0.0.1:${server.port}`;
  const worker = await workerProcess(url, { jobs: JOBS, lock: 15 });
  others = [worker.child.pid!, server.pid()];
  local = await localPool({ jobs: JOBS, plugins: [] });
  queue = await queueEngine({
    ...{ address: readAddress(url), version, id: "throughput", verify: 0, lock: 15_000 },
    notify: console.log,
    disputed() {},
  });
  // Threads that have just begun load what they run.
  for (const engine of [local, queue]) await runAll(engine, short(-1, 200));
});
afterAll(async () => {
  await Promise.all([local.close(), queue.close()]);
  killAll();
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

/** @returns seconds that the runs took for themselves */
async function runAll(engine: Engine, specs: readonly RunSpec[]): Promise<number> {
  let [count, work] = [0, 0];
  for await (const { result, time } of engine.run(specs, { curves: false })) {
    if (result) count++;
    work += time;
  }
  expect(count).toBe(specs.length);
  return work / 1000;
}

/** Runs of a millisecond. @param turn makes them others than those of another turn, which are kept */
const short = (turn: number, count: number, budget = 110): RunSpec[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ version: 1, problem: { name: "quadratic-1e2" }, optimizer: "sgd", budget, targets: [0.1] },
    seed: (turn + 1) * 100_000 + i,
  }));

/** What Redis has done and been sent so far. */
async function used(): Promise<{ commands: number; bytes: number; memory: number }> {
  const client = new Redis(server.port);
  const info = await client.info();
  client.disconnect();
  const of = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)![1]);
  return {
    commands: of("total_commands_processed"),
    bytes: of("total_net_input_bytes") + of("total_net_output_bytes"),
    memory: of("used_memory_peak"),
  };
}

const total = (costs: readonly Cost[]) => sum(costs.map(({ wall }) => wall));
const cpu = (costs: readonly Cost[]) => sum(costs.flatMap((cost) => cost.cpu));

test("10,000 runs of a millisecond", async (context) => {
  const count = 10_000;
  await figure(context, "before runs of a millisecond", load());
  const costs = new Map<Engine, Cost[]>([local, queue].map((engine) => [engine, []]));
  const work: number[] = [];
  const before = await used();
  for (const [turn, engine] of turns().entries()) {
    const specs = short(turn, count);
    const pids = engine === queue ? others : [];
    costs.get(engine)!.push(await measured(async () => void work.push(await runAll(engine, specs)), pids));
  }
  const after = await used();
  const [alone, sent] = [costs.get(local)!, costs.get(queue)!];
  const runs = count * sent.length;
  const per = (value: number) => digits(value / runs, 3);
  const second = (them: readonly Cost[]) => (runs / total(them)).toFixed(0);
  await figure(context, "a run, in its thread", `${digits((1000 * sum(work)) / (2 * runs), 3)} ms`, "1 ms");
  await figure(context, `runs a second, local pool of ${JOBS}`, second(alone));
  await figure(context, `runs a second, by the queue, one worker of ${JOBS}`, second(sent), "> 500");
  await figure(context, "CPU a run, local pool", `${per(1e6 * cpu(alone))} µs`);
  for (const [i, name] of ["coordinator", "worker", "Redis"].entries()) {
    await figure(context, `CPU a run, ${name}`, `${per(1e6 * sum(sent.map((cost) => cost.cpu[i]!)))} µs`);
  }
  await figure(context, "commands of Redis a run", per(after.commands - before.commands));
  await figure(context, "bytes of Redis a run, there and back", per(after.bytes - before.bytes));
  await figure(context, "memory of Redis, at most", `${(after.memory / 2 ** 20).toFixed(1)} MB`);
});

/** Runs that take longer travel in smaller batches: these do, as if they did. */
test.for([
  [16, 2560],
  [1, 256],
] as const)("batches of %d", async ([size, count], context) => {
  const specs = short(10, count, 110 - size);
  const client = await connect(readAddress(`redis://127.0.0.1:${server.port}`), () => {});
  await sizes(client.queue(`${queueName(version)}-sizes`)).say(kindOf(specs[0]!), size);
  const before = await used();
  const { cpu } = await measured(async () => void (await runAll(queue, specs)), others);
  const after = await used();
  await client.close();
  const per = (value: number) => digits(value / count, 2);
  const [coordinator, , redis] = cpu.map((each) => per(1e6 * each));
  const of = `a run in batches of ${size}:`;
  await figure(context, `${of} commands of Redis`, per(after.commands - before.commands));
  await figure(context, `${of} bytes, there and back`, per(after.bytes - before.bytes));
  await figure(context, `${of} CPU of the coordinator`, `${coordinator} µs`);
  await figure(context, `${of} CPU of Redis`, `${redis} µs`);
});

test("the quick suite", { timeout: SLOW }, async (context) => {
  const chosen = { suite: "quick", seed: 0, plugins: [] } as const;
  const plan = await makePlan(chosen, await loadOptimizers([]), problems);
  await figure(context, "before the quick suite", load());
  const costs = new Map<Engine, Cost[]>([local, queue].map((engine) => [engine, []]));
  const results: string[][] = [];
  for (const [turn, engine] of turns().entries()) {
    // Nothing that is kept of a turn before is taken for this one's.
    const client = new Redis(server.port);
    await client.flushall();
    client.disconnect();
    const store: Store = begin(join(root, `${turn}`), plan);
    const pids = engine === queue ? others : [];
    const cost = await measured(async () => {
      const ending = await compare(store, engine, silent, new AbortController().signal);
      expect(ending).toEqual({ faults: [], stopped: false });
    }, pids);
    costs.get(engine)!.push(cost);
    store.close();
    results.push(made(store.lines));
  }
  for (const result of results) expect(result).toEqual(results[0]);
  const [alone, sent] = [costs.get(local)!, costs.get(queue)!];
  const each = (them: readonly Cost[]) => them.map(({ wall }) => `${wall.toFixed(1)} s`).join(", ");
  await figure(context, `the quick suite, local pool of ${JOBS}`, each(alone));
  await figure(context, `the quick suite, by the queue, one worker of ${JOBS}`, each(sent));
  await figure(context, "the queue's time, of the local pool's", (total(sent) / total(alone)).toFixed(3), "≤ 1.1");
  await figure(context, "the queue's CPU, of the local pool's", (cpu(sent) / cpu(alone)).toFixed(3));
});

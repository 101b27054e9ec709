import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { RunSpec } from "@downhill/runs/run";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findRedis, type Server, startRedis } from "../../testing/servers.ts";
import { version } from "../../testing/sweeps.ts";
import type { Engine } from "../engine.ts";
import { localPool } from "../local-pool.ts";
import { readAddress } from "./address.ts";
import { queueEngine } from "./queue-engine.ts";

const redis = findRedis();
if ("reason" in redis) throw new Error(redis.reason);
const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
let server: Server;
let url: string;
let engine: Engine;
const worker = { kill() {} };

beforeAll(async () => {
  server = await startRedis(redis.path);
  url = `redis://127.0.0.1:${server.port}`;
  const child = spawn(process.execPath, ["--import", "tsx", main, "worker", url, "--jobs", "2"]);
  worker.kill = () => void child.kill("SIGKILL");
  await new Promise<void>((resolve) => {
    child.stderr.on("data", (data) => `${data}`.includes("Ctrl-C stops it") && resolve());
  });
  engine = await queueEngine({
    ...{ address: readAddress(url), version, id: "throughput", verify: 0, lock: 15_000 },
    notify: console.log,
    disputed() {},
  });
});
afterAll(async () => {
  await engine.close();
  worker.kill();
  await server.close();
});

/** @returns seconds that it took, and of this process's */
async function timed(engine: Engine, specs: readonly RunSpec[]): Promise<{ wall: number; cpu: number; work: number }> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  let [count, work] = [0, 0];
  for await (const { result, time } of engine.run(specs, { curves: false })) {
    if (result) count++;
    work += time;
  }
  expect(count).toBe(specs.length);
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - start) / 1000, cpu: (user + system) / 1e6, work: work / 1000 };
}

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

test("10,000 runs of a millisecond", async () => {
  const specs = Array.from({ length: 10_000 }, (_, seed): RunSpec => {
    return { version: 1, problem: { name: "quadratic-1e2" }, optimizer: "sgd", seed, budget: 300, targets: [0.1] };
  });
  const before = await used();
  const queue = await timed(engine, specs);
  const after = await used();
  const local = await localPool({ jobs: 2, plugins: [] });
  const alone = await timed(local, specs);
  await local.close();
  const per = (value: number) => (value / specs.length).toPrecision(3);
  console.log(
    [
      `by the queue ${queue.wall.toFixed(1)} s, ${(specs.length / queue.wall).toFixed(0)} runs a second; by the local pool ${alone.wall.toFixed(1)} s`,
      `a run: ${per(1000 * queue.work)} ms of work; Redis ${per(after.commands - before.commands)} commands, ${per(after.bytes - before.bytes)} bytes`,
      `the coordinator: ${per(1e6 * queue.cpu)} µs of CPU a run; Redis at most ${(after.memory / 2 ** 20).toFixed(1)} MB`,
    ].join("\n"),
  );
});

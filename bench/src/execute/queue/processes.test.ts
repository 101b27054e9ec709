import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, expect, onTestFinished, test } from "vitest";
import { begin, readResults } from "../../store/folder.ts";
import { bench, killAll, until, workerProcess } from "../../testing/processes.ts";
import { findRedis, type Server, startRedis } from "../../testing/servers.ts";
import { smallPlan } from "../../testing/small-plan.ts";
import { startWorker, stopWorkers, sweep } from "../../testing/sweeps.ts";

const SLOW = 240_000; // a machine that is busy with the other tests
const redis = findRedis();
const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "downhill-processes-"));
let folders = 0;
const folderOf = () => join(root, `${folders++}`);
const plan = smallPlan(["adam", "sgd"]);

const servers: Server[] = [];

afterEach(async () => {
  killAll();
  await stopWorkers();
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const it = (name: string, run: (start: (...flags: string[]) => Promise<Server>) => Promise<void>) =>
  test(name, { timeout: SLOW }, async ({ skip }) => {
    if ("reason" in redis) return skip(redis.reason);
    await run(async (...flags) => {
      const server = await startRedis(redis.path, ...flags);
      servers.push(server);
      return server;
    });
  });

const linesIn = (folder: string): number =>
  existsSync(join(folder, "runs.jsonl")) ? readFileSync(join(folder, "runs.jsonl"), "utf8").split("\n").length - 1 : 0;

/** All of it is there, and nothing twice: the file says so of itself, for the same run twice is an error. */
function expectAll(folder: string): void {
  expect(linesIn(folder)).toBe(readResults(folder).lines.length);
}

it("of a worker that is killed in a batch others make what it had", async (start) => {
  const { port } = await start();
  const url = `redis://127.0.0.1:${port}`;
  const { child } = await workerProcess(url);
  const folder = folderOf();
  const store = begin(folder, plan);
  let done = 0;
  const sweeping = sweep(url, store, {
    watch: { begin() {}, done: () => void (++done === 3 && child.kill("SIGKILL")) },
  });
  await until(() => done >= 3);
  await startWorker(url);
  expect(await sweeping).toMatchObject({ faults: [], stopped: false });
  store.close();
  expectAll(folder);
});

it("a coordinator that is killed is gone on with, by a queue or without", async (start) => {
  const { port } = await start();
  const url = `redis://127.0.0.1:${port}`;
  await startWorker(url);
  const folder = folderOf();
  begin(folder, plan).close();
  const resume = ["--resume", "--out", folder];
  const first = bench("--queue", url, "--lock", "1", ...resume);
  await until(() => linesIn(folder) >= 5);
  first.child.kill("SIGKILL");
  await first.ended;
  const second = bench("--queue", url, "--lock", "1", ...resume);
  expect([await second.ended, second.said()]).toEqual([0, expect.stringContaining("of them done already")]);
  expectAll(folder);
  const status = bench("status", url, "--json");
  expect(await status.ended).toBe(0);
  expect(JSON.parse(status.said()).versions).toMatchObject([{ workers: [{ threads: 1 }], banned: [] }]);
});

const password = "s3cret/ü?w@rd";
const encoded = encodeURIComponent(password);

it("a password is in no output, no file and no list of processes, whatever goes wrong", async (start) => {
  const server = await start("--requirepass", password);
  const at = `127.0.0.1:${server.port}`;
  const folder = folderOf();
  begin(folder, smallPlan(["sgd"], { trials: [1], testSeeds: [0] })).close();
  const url = `redis://:${encoded}@${at}`;
  const working = await workerProcess(url);
  const commandLine = `/proc/${working.child.pid}/cmdline`;
  if (existsSync(commandLine)) expect(readFileSync(commandLine, "utf8")).not.toContain(encoded);
  const good = [bench("--queue", url, "--resume", "--out", folder), bench("status", url)];
  const bad = [
    bench("status", `redis://:${encoded}1@${at}`),
    bench("status", `redis://:${encoded}@127.0.0.1:1`),
    bench("status", `redis://:${password}@${at}`),
    bench("worker", `rediss://:${encoded}@${at}`),
    bench("--queue", `http://:${encoded}@${at}`),
    bench(`--queues=redis://:${encoded}@${at}`),
  ];
  for (const each of good) expect([await each.ended, each.said()]).toEqual([0, expect.anything()]);
  for (const each of bad) expect(await each.ended).toBe(1);
  await server.kill();
  working.child.kill("SIGTERM");
  expect(await working.ended).toBe(0);
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const said = [...good, ...bad, working].map((each) => each.said());
  for (const text of [...said, ...files]) {
    for (const form of [password, encoded, "s3cret"]) expect(text).not.toContain(form);
  }
  expect(bad[0]!.said()).toMatch(/^error: redis:\/\/127\.0\.0\.1:\d+: .*WRONGPASS/);
  expect(bad[1]!.said()).toMatch(/ECONNREFUSED/);
  expect(bad[4]!.said()).toMatch(/--queue: it must be redis:/);
});

test("without a queue nothing of it is loaded", { timeout: SLOW }, async () => {
  const [hooks, loaded] = [join(root, "hooks.mjs"), join(root, "loaded.txt")];
  writeFileSync(
    hooks,
    `import { appendFileSync } from "node:fs";
import { register } from "node:module";
register("data:text/javascript," + encodeURIComponent(\`
import { appendFileSync } from "node:fs";
export async function resolve(specifier, context, next) {
  appendFileSync(${JSON.stringify(loaded)}, specifier + "\\\\n");
  return next(specifier, context);
}\`));
`,
  );
  const args = ["--optimizers", "sgd", "--problems", "moons", "--seeds", "1", "--trials", "1", "--jobs", "1"];
  const child = spawn(process.execPath, ["--import", "tsx", "--import", hooks, main, ...args, "--out", folderOf()]);
  onTestFinished(() => void child.kill("SIGKILL"));
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
  const specifiers = readFileSync(loaded, "utf8").split("\n");
  expect(specifiers).toContain("tinypool");
  const clients = /bullmq|ioredis|msgpackr|^pg$|queue-engine|queue-worker/;
  expect(specifiers.filter((specifier) => clients.test(specifier))).toEqual([]);
});

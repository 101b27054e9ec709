import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, onTestFinished, test } from "vitest";
import { compare } from "../../compare.ts";
import { begin, readResults, resume } from "../../store/folder.ts";
import { bench, benchIn, killAll, workerProcess } from "../../testing/processes.ts";
import { program } from "../../testing/program.ts";
import { findRedis, makeCertificate, type Server, startRedis, startRedisWithTls } from "../../testing/servers.ts";
import { smallPlan } from "../../testing/small-plan.ts";
import { endThreads, made, silent, startWorker, stopWorkers, sweep, threads } from "../../testing/sweeps.ts";
import { until } from "../../testing/until.ts";
import { readAddress } from "./address.ts";
import { connect } from "./client.ts";

const redis = findRedis();
const root = mkdtempSync(join(tmpdir(), "downhill-processes-"));
let folders = 0;
const folderOf = () => join(root, `${folders++}`);
const plan = smallPlan(["adam", "sgd"]);

let server: Server | undefined;

afterEach(async () => {
  killAll();
  await stopWorkers();
  await server?.close();
  server = undefined;
});
afterAll(async () => {
  await endThreads();
  rmSync(root, { recursive: true, force: true });
});

const it = (name: string, run: (redisPath: string, skip: (why: string) => void) => Promise<void>) =>
  test(name, async ({ skip }) => {
    if ("reason" in redis) return skip(redis.reason);
    await run(redis.path, skip);
  });

const linesIn = (folder: string): number =>
  existsSync(join(folder, "runs.jsonl")) ? readFileSync(join(folder, "runs.jsonl"), "utf8").split("\n").length - 1 : 0;

/** All of it is there, and nothing twice: the file says so of itself, for the same run twice is an error. */
function expectAll(folder: string): void {
  expect(linesIn(folder)).toBe(readResults(folder).lines.length);
}

it("of a worker that is killed in a batch others make what it had", async (path) => {
  server = await startRedis(path);
  const url = `redis://127.0.0.1:${server.port}`;
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

it("a coordinator that is killed is gone on with, by a queue or without", async (path) => {
  server = await startRedis(path);
  const url = `redis://127.0.0.1:${server.port}`;
  await startWorker(url);
  const [folder, other] = [folderOf(), folderOf()];
  begin(folder, plan).close();
  const goOn = ["--queue", url, "--lock", "1", "--resume", "--out", folder];
  const first = bench(...goOn);
  await until(() => linesIn(folder) >= 5);
  first.child.kill("SIGKILL");
  await first.ended;
  cpSync(folder, other, { recursive: true });

  const second = bench(...goOn);
  expect([await second.ended, second.said()]).toEqual([0, expect.stringContaining("of them done already")]);
  expectAll(folder);

  const store = resume(other);
  expect(store.lines.length).toBeGreaterThanOrEqual(5);
  await compare(store, await threads(), silent, new AbortController().signal);
  store.close();
  expectAll(other);
  expect(made(store.lines)).toEqual(made(readResults(folder).lines));
});

const password = "s3cret/ü?w@rd";
const encoded = encodeURIComponent(password);

async function errorAt(url: string): Promise<string> {
  try {
    await connect(readAddress(url), () => {});
  } catch (error) {
    return `${(error as Error).message}\n${(error as Error).stack}`;
  }
  throw new Error("somebody answers");
}

it("by TLS: a password is in no output, no file and no list of processes, whatever goes wrong", async (path, skip) => {
  const certificate = makeCertificate(root);
  if ("reason" in certificate) return skip(certificate.reason);
  server = await startRedisWithTls(path, certificate, "--requirepass", password);
  const at = `127.0.0.1:${server.port}`;
  const folder = folderOf();
  begin(folder, smallPlan(["sgd"], { trials: [1], testSeeds: [0] })).close();
  const environment = { NODE_EXTRA_CA_CERTS: certificate.cert };
  const trusting = (...args: string[]) => benchIn(environment, ...args);
  // The certificate has both names.
  const [url, other] = [`rediss://:${encoded}@${at}`, `rediss://:${encoded}@localhost:${server.port}`];
  const working = await workerProcess(other, { environment });
  const commandLine = `/proc/${working.child.pid}/cmdline`;
  if (existsSync(commandLine)) expect(readFileSync(commandLine, "utf8")).not.toContain(encoded);
  const good = [trusting("--queue", url, "--resume", "--out", folder), trusting("status", other, "--json")];
  const bad = [
    [trusting("status", `rediss://:${encoded}1@${at}`), /^error: rediss:\/\/127\.0\.0\.1:.*WRONGPASS/],
    [bench("--queue", `http://:${encoded}@${at}`), /--queue: it must be redis:/],
    [bench(`--queues=redis://:${encoded}@${at}`), /unknown option '--queues/],
  ] as const;
  for (const each of good) expect([await each.ended, each.said()]).toEqual([0, expect.anything()]);
  expect(JSON.parse(good[1]!.said()).versions).toMatchObject([{ workers: [{ threads: 1 }], banned: [] }]);
  for (const [each, message] of bad)
    expect([await each.ended, each.said()]).toEqual([1, expect.stringMatching(message)]);
  const errors: [string, RegExp][] = [
    // This process does not trust it.
    [url, /self-signed certificate/],
    [`redis://:${encoded}@${at}`, /ECONNRESET/],
    [`redis://:${encoded}@127.0.0.1:1`, /ECONNREFUSED/],
    [`rediss://:${password}@${at}`, /must be redis:/],
  ];
  const told = await Promise.all(errors.map(([url]) => errorAt(url)));
  for (const [i, [, message]] of errors.entries()) expect(told[i]).toMatch(message);
  await server.kill();
  working.child.kill("SIGTERM");
  expect(await working.ended).toBe(0);
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const said = [...good, ...bad.map(([each]) => each), working].map((each) => each.said());
  for (const text of [...said, ...told, ...files]) {
    for (const form of [password, encoded, "s3cret"]) expect(text).not.toContain(form);
  }
});

test("without a queue nothing of it is loaded", async () => {
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
  const child = spawn(process.execPath, ["--import", hooks, program, ...args, "--out", folderOf()]);
  onTestFinished(() => void child.kill("SIGKILL"));
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
  const specifiers = readFileSync(loaded, "utf8").split("\n");
  expect(specifiers).toContainEqual(expect.stringMatching(/\/tinypool\//));
  const clients = /(^|\/)(bullmq|ioredis|msgpackr|pg)(\/|$)|queue-engine|queue-worker/;
  expect(specifiers.filter((specifier) => clients.test(specifier))).toEqual([]);
});

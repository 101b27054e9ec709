import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { figure } from "../../testing/figures.ts";
import { digits } from "../../testing/measured.ts";
import { findRedis, type Server, startRedis } from "../../testing/servers.ts";
import { version } from "../../testing/sweeps.ts";
import { readAddress } from "./address.ts";
import { type Board, board } from "./board.ts";
import { type Client, connect } from "./client.ts";

const redis = findRedis();
if ("reason" in redis) throw new Error(redis.reason);
const WORKERS = 200;
let server: Server;
let clients: Client[] = [];
beforeAll(async () => {
  server = await startRedis(redis.path);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.close();
});

const connected = async (): Promise<Client> => {
  const client = await connect(readAddress(`redis://127.0.0.1:${server.port}`), () => {});
  clients = [...clients, client];
  return client;
};

/** What Redis has done for it: commands, and milliseconds of its CPU. */
async function costOf(work: () => Promise<unknown>): Promise<{ commands: number; cpu: number }> {
  const client = new Redis(server.port);
  const used = async () => {
    const info = await client.info();
    const of = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(info)![1]);
    return {
      commands: of("total_commands_processed"),
      cpu: 1000 * (of("used_cpu_user") + of("used_cpu_sys")),
    };
  };
  const before = await used();
  await work();
  const after = await used();
  client.disconnect();
  return { commands: after.commands - before.commands, cpu: after.cpu - before.cpu };
}

test("what workers say and ask", async (context) => {
  // Nothing is said anew while this looks.
  const beat = 3600_000;
  const boards: Board[] = [];
  for (let i = 0; i < WORKERS; i++) boards.push(board(await connected(), beat, () => {}));
  const saying = (i: number) => () =>
    ({ role: "worker", id: `worker-${i}`, version, threads: 2, runs: 1000, work: 60_000, rate: 2 }) as const;
  const plan = { title: "core", phase: "test", done: 1, all: 1000, left: null, error: null, rate: 2000 };
  const coordinator = board(await connected(), beat, () => {});
  await coordinator.announce(() => ({ role: "plan", id: "plan", version, ...plan }));
  for (const [i, each] of boards.entries()) await each.announce(saying(i));

  const times = 5;
  const each = (what: (board: Board, i: number) => Promise<unknown>) => async () => {
    for (let time = 0; time < times; time++) await Promise.all(boards.map(what));
  };
  const said = await costOf(each((own, i) => own.announce(saying(i))));
  const asked = await costOf(each((own, i) => own.banOf(`worker-${i}`)));
  const plans = await costOf(each((own) => own.plans()));
  const looked = await costOf(async () => {
    for (let time = 0; time < times; time++) expect(await coordinator.look()).toHaveLength(WORKERS + 1);
  });
  const row = ({ commands, cpu }: typeof said, count: number) =>
    `${digits(commands / count, 2)} commands, ${digits((1000 * cpu) / count, 2)} µs`;
  await figure(context, "a worker says that it is there, Redis", row(said, times * WORKERS));
  await figure(context, "a worker asks for its ban, Redis", row(asked, times * WORKERS));
  await figure(context, "an idle worker asks for the plans, of which there is one, Redis", row(plans, times * WORKERS));
  await figure(context, "a coordinator asks who is there, Redis, for each", row(looked, times * WORKERS));
});

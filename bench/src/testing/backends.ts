import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Redis } from "ioredis";
import { findPostgres, findRedis, type Server, startPostgres, startRedis } from "./servers.ts";

/** What BullMQ keeps its queues in. */
export interface Backend {
  readonly name: string;
  /** Where it is on this machine, or why it is not. */
  readonly found: { path: string } | { reason: string };
  start(path: string): Promise<Server>;
  url(port: number): string;
  /** Takes away all that is there. */
  wipe(port: number, path: string): Promise<void>;
}

const emptied = "TRUNCATE bullmq.job, bullmq.event CASCADE";

export const backends: readonly Backend[] = [
  {
    name: "Redis",
    found: findRedis(),
    start: startRedis,
    url: (port) => `redis://127.0.0.1:${port}`,
    async wipe(port) {
      const client = new Redis(port);
      await client.flushall();
      client.disconnect();
    },
  },
  {
    name: "PostgreSQL",
    found: findPostgres(),
    start: startPostgres,
    url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
    async wipe(port, path) {
      const at = ["-h", "127.0.0.1", "-p", `${port}`, "-U", "postgres", "-v", "ON_ERROR_STOP=1"];
      const { status, stderr } = spawnSync(join(path, "psql"), [...at, "-c", emptied], { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
    },
  },
];

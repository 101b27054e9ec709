import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { type Address, readAddress } from "../execute/queue/address.ts";
import type { Version } from "../execute/queue/identity.ts";
import { redactedError } from "../execute/queue/secrets.ts";
import { versions } from "../plan/versions.ts";

/** What is loaded for a queue and for nothing else: its client is an optional dependency. */
export async function loadQueue<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !/'bullmq'/.test(message)) throw error;
    throw new Error("a queue needs the packages bullmq and ioredis, or pg: they are optional, and not installed");
  }
}

/**
 * The address that a flag or an argument gives; from then on its password is kept from whoever looks at this process.
 * Commander's own parsers would print what they do not like.
 * @throws Error naming the flag
 */
export function addressOf(flag: string, text: string): Address {
  try {
    const address = readAddress(text);
    // A list of processes shows what one was called with.
    process.title = "pnpm bench";
    for (const event of ["uncaughtException", "unhandledRejection"] as const) process.on(event, fail);
    return address;
  } catch (error) {
    throw new Error(`${flag}: ${(error as Error).message}`);
  }
}

/** Node would print all that an error carries. */
function fail(error: unknown): never {
  console.error(redactedError(error).stack);
  process.exit(1);
}

/** What decides a run's result on this machine. */
export function ownVersion(): Version {
  const { downhill, sources } = versions([]);
  return { downhill: downhill!, sources: sources! };
}

/** A name that no other process has: its machine's, and a few letters. */
export const ownName = (): string => `${hostname().replace(/[^\w.-]/g, "-")}-${randomBytes(3).toString("hex")}`;

/** In seconds: so long a worker that says nothing is waited for. */
export const LOCK = 15;

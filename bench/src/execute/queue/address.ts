import { isIP } from "node:net";
import { hide } from "./secrets.ts";

/** Where a queue is, and how one gets there. */
export interface Address {
  readonly kind: "redis" | "postgres";
  /** Without user and password: this may be shown. */
  readonly shown: string;
  /** What the client of that kind takes. */
  readonly connection: Readonly<Record<string, unknown>>;
}

/** Where the password may be, so that no list of processes and no history of a shell has it. */
const VARIABLE = "DOWNHILL_QUEUE_PASSWORD";

const ports: Readonly<Record<string, number>> = {
  "redis:": 6379,
  "rediss:": 6379,
  "postgres:": 5432,
  "postgresql:": 5432,
};

/**
 * Reads `redis://`, `rediss://` (by TLS) and `postgres://` with user, password, port and database, as far as they are there;
 * a password that is not comes from the environment.
 * @throws RangeError that says what it must be, without the password
 */
export function readAddress(text: string, environment: NodeJS.ProcessEnv = process.env): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const port = url && ports[url.protocol];
  if (!port || !url.hostname) {
    // What comes before an @ may be a password, however it is written.
    const got = text.includes("@") ? `…@${text.slice(text.lastIndexOf("@") + 1)}` : text;
    throw new RangeError(`it must be redis://…, rediss://… or postgres://…, got ${JSON.stringify(got)}`);
  }
  const password = decoded(url.password) || environment[VARIABLE] || undefined;
  if (password) hide(password);
  const name = decoded(url.pathname.slice(1));
  const at = { host: url.hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(url.port) || port };
  const shown = `${url.protocol}//${url.hostname}:${at.port}${name && `/${name}`}`;
  if (url.protocol.startsWith("redis")) {
    if (!/^\d*$/.test(name)) throw new RangeError(`${shown}: a database of Redis must be a number, got "${name}"`);
    const tls = url.protocol === "rediss:" ? { tls: isIP(at.host) ? {} : { servername: at.host } } : {};
    return {
      kind: "redis",
      shown,
      connection: { ...at, username: decoded(url.username) || undefined, password, db: Number(name), ...tls },
    };
  }
  const mode = url.searchParams.get("sslmode") ?? "disable";
  return {
    kind: "postgres",
    shown,
    connection: {
      ...at,
      user: decoded(url.username) || undefined,
      password,
      database: name || undefined,
      ssl: mode === "disable" ? false : { rejectUnauthorized: true },
      // Connections of one process, beside those that listen; the tables are made by who comes first.
      ...{ max: 2, migrate: true },
    },
  };
}

/** `%` alone is no code, but may be a letter of a password. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, connect as dial } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** A server that a test has for itself. */
export interface Server {
  readonly port: number;
  readonly folder: string;
  /** Of its process, as long as it is there. */
  pid(): number;
  /** Kills it, as a machine that loses its power would. */
  kill(): Promise<void>;
  /** Starts it again in its folder, at its port. */
  start(): Promise<void>;
  /** Ends it and takes its folder away. */
  close(): Promise<void>;
}

/** The path of Redis' server: on PATH, else of the system's package, where this runs as root; or why there is none. */
export function findRedis(): { path: string } | { reason: string } {
  const found = () =>
    (process.env.PATH ?? "")
      .split(delimiter)
      .map((folder) => join(folder, "redis-server"))
      .find((path) => existsSync(path));
  const path = found() ?? (installed("redis-server") ? found() : undefined);
  return path ? { path } : { reason: "no redis-server is on PATH, and none could be installed" };
}

function installed(name: string): boolean {
  const program = "/usr/bin/apt-get";
  if (process.getuid?.() !== 0 || !existsSync(program)) return false;
  const apt = (...args: string[]) =>
    spawnSync(program, args, { stdio: ["ignore", 2, 2], timeout: 600_000 }).status === 0;
  return apt("update") && apt("install", "-y", "--no-install-recommends", name);
}

/** @param flags of `redis-server`: without any it keeps nothing on disk */
export async function startRedis(path: string, ...flags: string[]): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "downhill-redis-"));
  const port = await freePort();
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", "", ...flags];
  return server(path, args, port, folder);
}

/** By TLS alone. @param flags as above */
export async function startRedisWithTls(path: string, { cert, key }: Certificate, ...flags: string[]): Promise<Server> {
  const port = await freePort();
  const tls = ["--port", "0", "--tls-port", `${port}`, "--tls-cert-file", cert, "--tls-key-file", key];
  const folder = mkdtempSync(join(tmpdir(), "downhill-redis-"));
  const args = [...tls, "--tls-auth-clients", "no", "--bind", "127.0.0.1", "--dir", folder, "--save", "", ...flags];
  return server(path, args, port, folder);
}

/** Paths of files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** One of this machine that nobody has signed but itself, by openssl; or why there is none. */
export function makeCertificate(folder: string): Certificate | { reason: string } {
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const made = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const { status, error } = spawnSync("openssl", ["req", ...made, "-keyout", key, "-out", cert, ...names]);
  return status === 0 ? { cert, key } : { reason: `no certificate could be made by openssl: ${error ?? status}` };
}

/** The folder of PostgreSQL's programs, or why there is none. */
export function findPostgres(): { path: string } | { reason: string } {
  const packaged = "/usr/lib/postgresql";
  const versions = existsSync(packaged) ? readdirSync(packaged) : [];
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(packaged, version, "bin")),
  ];
  const path = folders.find((folder) => ["initdb", "postgres", "psql"].every((name) => existsSync(join(folder, name))));
  return path ? { path } : { reason: "no PostgreSQL is on PATH or in /usr/lib/postgresql" };
}

/** @param path of the folder of its programs, which refuse to serve root: then somebody else does */
export async function startPostgres(path: string): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "downhill-postgres-"));
  const port = await freePort();
  const user = process.getuid?.() === 0 ? { uid: Number(spawnSync("id", ["-u", "postgres"]).stdout) } : {};
  if (user.uid) chownSync(folder, user.uid, 0);
  const made = spawnSync(join(path, "initdb"), ["-D", folder, "-U", "postgres", "-A", "trust", "-N"], {
    ...user,
    cwd: "/",
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const args = ["-D", folder, "-p", `${port}`, "-h", "127.0.0.1", "-k", folder, "-F"];
  return server(join(path, "postgres"), args, port, folder, user);
}

/** @param path of the program */
async function server(
  path: string,
  args: readonly string[],
  port: number,
  folder: string,
  user: { uid?: number } = {},
): Promise<Server> {
  let child: ChildProcess | undefined;
  async function start(): Promise<void> {
    child = spawn(path, args, { stdio: "ignore", cwd: folder, ...user });
    await listening(port);
  }
  async function kill(): Promise<void> {
    const ending = child;
    if (!ending) return;
    child = undefined;
    const ended = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill("SIGKILL");
    await ended;
  }
  await start();
  return {
    ...{ port, folder, kill, start, pid: () => child!.pid! },
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = dial(port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody listens at port ${port}`);
}

import { type ChildProcess, spawn } from "node:child_process";
import { program } from "./program.ts";
import { until } from "./until.ts";

/** `pnpm bench`, as a process of its own. */
export interface Process {
  readonly child: ChildProcess;
  /** All that it has said. */
  said(): string;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

const children = new Set<ChildProcess>();

export function bench(...args: string[]): Process {
  return benchIn({}, ...args);
}

/** @param environment beside this process's own */
export function benchIn(environment: NodeJS.ProcessEnv, ...args: string[]): Process {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [program, ...args], { env });
  children.add(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (text += data));
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => {
      children.delete(child);
      resolve(code);
    });
  });
  return { child, said: () => text, ended };
}

/** A worker that is ready, with one thread and a lock of a second unless told otherwise. */
export async function workerProcess(
  url: string,
  { jobs = 1, lock = 1, environment = {} }: { jobs?: number; lock?: number; environment?: NodeJS.ProcessEnv } = {},
): Promise<Process> {
  const started = benchIn(environment, "worker", url, "--jobs", `${jobs}`, "--lock", `${lock}`);
  let isDead = false;
  void started.ended.then(() => {
    isDead = true;
  });
  await until(() => isDead || started.said().includes("Ctrl-C stops it"));
  if (isDead) throw new Error(started.said());
  return started;
}

/** Kills what a test has left. */
export function killAll(): void {
  for (const child of children) child.kill("SIGKILL");
}

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Reply, Request } from "./job.ts";
import type { Subject } from "./subjects.ts";

/** What the processes of subjects run. */
export interface Programs {
  /** The path of the one of JavaScript. */
  readonly javascript: string;
  /** Where there is one, a Python, which runs the subjects that are not JavaScript. */
  readonly python: string | undefined;
}

const peers = fileURLToPath(new URL("./peers/worker.py", import.meta.url));

/** A process of its own for one subject. It idles until it is asked. */
export class SubjectProcess {
  readonly #child: ChildProcess;
  readonly #replies: AsyncIterator<string>;
  #errors = "";

  constructor(subject: Subject, { javascript, python }: Programs) {
    const [command, args] =
      subject.python && python ? [python, ["-uB", peers]] : [process.execPath, ["--expose-gc", javascript]];
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, PYTHONPATH: "" } });
    this.#child.on("error", (error) => {
      this.#errors += error.message;
    });
    this.#child.stdin!.on("error", () => {}); // It has ended: the reply that does not come says so.
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(-2000);
    });
    this.#replies = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** @throws Error with what the process said, where it fails or ends */
  async ask(request: Request): Promise<Reply> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#replies.next();
    if (done) throw new Error(this.#errors.trim().split("\n").at(-1) || "its process ended");
    const reply = JSON.parse(value) as Reply;
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply;
  }

  end(): void {
    this.#child.stdin!.end();
    this.#child.kill();
  }
}

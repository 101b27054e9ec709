import type { RunSpec } from "@downhill/runs/run";
import type { Order, Outcome } from "../engine.ts";
import { type Block, blocks } from "./blocks.ts";
import type { Sample } from "./checks.ts";
import type { Notify } from "./client.ts";
import { batchId, resultId, runId, type Version } from "./identity.ts";
import { type Court, judging } from "./judging.ts";
import type { Made, Reply } from "./message.ts";
import type { Answer, Outbox, Sent } from "./outbox.ts";
import type { Sizes } from "./sizes.ts";

/** What a coordinator has around it. */
export interface Surroundings extends Court {
  readonly version: Version;
  /** @param answered is told what has become of a batch */
  outbox(answered: (answer: Answer) => void): Outbox;
  readonly sizes: Sizes;
  /** So many batches are sent before others are answered. */
  ahead(): number;
  /** How many workers there are that can make its runs. */
  workers(): number;
  readonly notify: Notify;
  /** In milliseconds: so often it looks after what it has sent. */
  readonly patience: number;
}

/** A batch that is asked for, and why. */
interface Errand {
  readonly sent: Sent;
  /** Of its runs. */
  readonly indices: readonly number[];
  readonly ids: readonly string[];
  readonly block?: Block | undefined;
  /** Runs that are made for the second time, to compare. */
  readonly samples?: readonly Sample[] | undefined;
}

/** Has the open runs of a list made by workers: sends them in batches, and takes what comes back, each run once. */
export async function* coordinate(
  specs: readonly RunSpec[],
  { signal, isOpen = () => true, curves = true }: Order,
  around: Surroundings,
): AsyncGenerator<Outcome> {
  const { version, sizes, checks, banned } = around;
  const wanted = new Set([...specs.keys()].filter(isOpen));
  const cut = blocks(specs.map(kindOf), (index) => wanted.has(index));
  for (const [kind, size] of await sizes.known()) cut.settle(kind, size);
  const errands = new Map<string, Errand>();
  /** What has to be sent once more comes first. */
  const again: Errand[] = [];
  /** Runs that have failed once. */
  const failed = new Set<number>();
  const arrived: Answer[] = [];
  let wake = () => {};
  const court = judging(specs, around, () => wake());
  const outbox = around.outbox((answer) => {
    arrived.push(answer);
    wake();
  });

  /**
   * @param whole has these among its own: what it is known by
   * @param why makes its id another than that of a block of the same runs
   */
  function errand(
    indices: readonly number[],
    whole: readonly number[],
    why: readonly unknown[],
    not: readonly string[] = [],
  ) {
    const all = new Map(whole.map((index) => [index, runId(specs[index]!, version)]));
    const id = batchId([...all.values()], curves, ...why);
    const ids = indices.map((index) => all.get(index)!);
    return { sent: { id, batch: { runs: indices.map((index) => specs[index]!), curves, not } }, indices, ids };
  }

  function nextBlock(): Errand | undefined {
    const block = cut.next();
    return block && { ...errand(block.open, block.all, []), block };
  }

  function nextCheck(): Errand | undefined {
    const samples = checks.next(wanted.size === 0);
    if (!samples) return;
    if (around.workers() < 2) {
      checks.counts.unchecked += samples.length;
      return nextCheck();
    }
    const indices = samples.map(({ index }) => index);
    const { worker } = samples[0]!;
    return { ...errand(indices, indices, ["check", worker], [worker]), samples };
  }

  function fill(): void {
    const now: Sent[] = [];
    while (errands.size < around.ahead()) {
      const next = again.shift() ?? nextCheck() ?? nextBlock();
      if (!next) break;
      errands.set(next.sent.id, next);
      now.push(next.sent);
    }
    if (now.length > 0) outbox.send(now);
  }

  function* take(answer: Answer): Generator<Outcome> {
    const own = errands.get(answer.id)!;
    if (answer.reply && banned.has(answer.reply.worker)) return void outbox.resend(own.sent);
    errands.delete(answer.id);
    if (own.samples) return court.compare(own.samples, answer.reply);
    if (answer.reply) yield* takeReply(own, answer.reply);
    else yield* takeFailure(own, answer.failure);
  }

  function* takeReply(own: Errand, { worker, runs }: Reply): Generator<Outcome> {
    const made = new Map(runs.map((run) => [run.id, run]));
    const lacking: number[] = [];
    let [time, faults] = [0, 0];
    for (const [i, index] of own.indices.entries()) {
      const run = made.get(own.ids[i]!);
      if (!run) {
        lacking.push(index);
        continue;
      }
      time += run.time;
      if (run.fault !== undefined) faults++;
      yield* takeRun(index, worker, run);
    }
    if (own.block) settle(own.block, time);
    // Another coordinator had less to ask for, in the same block. Nobody else asks for what is no block.
    if (lacking.length > 0 && own.block) again.push(errand(lacking, lacking, ["rest"]));
    else if (lacking.length > 0) yield* takeFailure({ ...own, indices: lacking }, `${worker} has answered without it`);
    // Whoever asks for it again is to have another try.
    if (faults > 0) outbox.forget(own.sent.id);
  }

  function* takeRun(index: number, worker: string, { id, time, result, fault }: Made): Generator<Outcome> {
    if (!wanted.has(index)) return;
    if (fault !== undefined && !failed.has(index) && around.workers() > 1) {
      failed.add(index);
      again.push(errand([index], [index], ["again", worker], [worker]));
      return;
    }
    wanted.delete(index);
    yield { index, time, result: result as Outcome["result"], fault, worker };
    if (result) checks.draw(() => ({ index, id, worker, hash: resultId(result), time }));
  }

  /** Nobody has answered: those who tried it have died, say. One of several runs may be why. */
  function* takeFailure({ indices, block, sent }: Errand, failure: string): Generator<Outcome> {
    if (block) cut.settle(block.kind, block.all.length);
    const open = indices.filter((index) => wanted.has(index));
    if (indices.length > 1) {
      for (const index of open) again.push(errand([index], [index], ["alone"]));
      return;
    }
    for (const index of open) {
      wanted.delete(index);
      yield { index, time: 0, fault: `batch ${sent.id}: ${failure}` };
    }
  }

  function settle(block: Block, time: number): void {
    const found = cut.took(block, time);
    if (found === undefined) return;
    sizes.say(block.kind, found).then(
      (size) => {
        cut.settle(block.kind, size);
        wake();
      },
      () => cut.settle(block.kind, found),
    );
  }

  const stop = () => wake();
  signal?.addEventListener("abort", stop);
  try {
    let looked = performance.now();
    while (!signal?.aborted) {
      court.check();
      fill();
      if (wanted.size === 0 && errands.size === 0 && !court.isPending) {
        const { unchecked } = checks.counts;
        if (unchecked > 0) around.notify(`${unchecked} runs that a second worker was to make, too, had none`);
        return;
      }
      if (arrived.length === 0) await woken();
      if (performance.now() - looked >= around.patience) {
        looked = performance.now();
        outbox.reconcile();
      }
      for (let answer = arrived.shift(); answer && !signal?.aborted; answer = arrived.shift()) yield* take(answer);
    }
    // Of two that differ one is wrong, whoever has had enough.
    await court.settled();
  } finally {
    signal?.removeEventListener("abort", stop);
    await outbox.close();
  }

  /** When anything has come, or nothing for too long. */
  function woken(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, around.patience);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Runs of a kind take much the same time. */
export const kindOf = ({ problem, optimizer, precision, budget }: RunSpec): string =>
  JSON.stringify([problem, optimizer, precision, budget]);

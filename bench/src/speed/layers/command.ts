import { cpus } from "node:os";
import type { Command } from "commander";
import { count } from "../../count.ts";
import { writer } from "../../output.ts";
import { progressBar } from "../../progress.ts";
import { terminalWidth, wrap } from "../../table.ts";
import { type By, flags, type LayerRow } from "./flags.ts";
import { ladders } from "./ladders.ts";
import { timeLadder } from "./run.ts";
import { flagLines, layersPage, layerTables } from "./table.ts";
import { startPeer } from "./tfjs.ts";

interface LayerFlags {
  readonly work?: readonly string[];
  readonly subjects?: readonly string[];
  readonly rounds: number;
  readonly time?: number;
  readonly page?: string;
  readonly json?: true;
}

const subjects: readonly By[] = ["downhill", "tfjs-wasm"];

/**
 * Times every layer and loss at every size, in this process: the kernels of both are WebAssembly. Prints the tables, and
 * writes them where it is told to.
 */
export async function timeLayers(
  command: Command,
  { work, subjects: wanted = subjects, rounds, time: milliseconds = 8, page, json }: LayerFlags,
  write: ((text: string) => void) | undefined,
): Promise<void> {
  if (work!.length > 1) command.error("error: --work layers is timed alone");
  const others = wanted.filter((name) => !(subjects as readonly string[]).includes(name));
  if (others.length > 0 || !wanted.includes("downhill")) {
    command.error(`error: --work layers times downhill and tfjs-wasm, got --subjects ${wanted.join(" ")}`);
  }
  const writePage = page === undefined ? undefined : writer("--page", page);
  const peer = wanted.includes("tfjs-wasm") ? await startPeer() : undefined;
  const created = new Date().toISOString();
  const bar = progressBar(ladders.reduce((sum, { rungs }) => sum + rungs.length, 0));
  const rows: LayerRow[] = [];
  try {
    for (const ladder of ladders) {
      const { name } = ladder;
      rows.push(
        ...timeLadder(ladder, peer !== undefined, { rounds, milliseconds }, (size) => bar.advance(`${name} ${size}`)),
      );
    }
  } finally {
    bar.stop();
  }
  const environment = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  const flagged = flagLines(ladders, flags(rows));
  const document = { created, environment, rounds, milliseconds, peer, rows, flagged };
  write?.(`${JSON.stringify(document, null, 1)}\n`);
  const about = [
    `The least time in ${count(rounds, "round")} of ${milliseconds} ms, on one thread; Node ${environment.node}, ${environment.cpu}.`,
    "Batches are of 65,536 elements, or as many as there are where elements are what grows; float32, all in the cache.",
    "Backward is of inputs and weights, a loss's forward with its gradient. * costs more than twice a neighbour.",
    ...(peer === undefined ? [] : [`${peer}: forward alone, as its gradients come with a forward.`]),
  ];
  writePage?.(layersPage(ladders, rows, about));
  if (json) {
    console.log(JSON.stringify(document));
    return;
  }
  const says =
    flagged.length > 0 ? ["", "Costs more than twice a neighbour:", ...flagged] : ["", "Nothing is flagged."];
  console.log(`${layerTables(ladders, rows)}\n\n${wrap([...about, ...says].join("\n"), terminalWidth())}`);
}

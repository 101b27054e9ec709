import type { Command } from "commander";
import { between, list, oneOf, whole } from "../options.ts";
import { suiteNames, tracks } from "../plan/plan.ts";
import type { BenchFlags } from "./flags.ts";

const words = list((text) => text.trim());

/** What `pnpm bench` without a command does. */
export function addBench(program: Command): void {
  program
    .option("--suite <name>", `what is compared: ${suiteNames.join(", ")} (default: quick)`, oneOf(suiteNames))
    .option("--optimizers <names...>", "in place of the suite's: adam, lookahead(adam), …", words)
    .option("--problems <names...>", "in place of the suite's", words)
    .option("--seeds <n>", "test seeds, in place of the suite's", whole(1, 1e5))
    .option("--trials <n...>", "numbers of trials that results are shown for; 1 is among them", list(whole(1, 1e4)))
    .option("--track <names...>", `in place of the suite's: ${tracks.join(", ")}`, list(oneOf(tracks)))
    .option("--seed <n>", "scrambles the trials, and draws the bootstrap (default: 0)", whole(0, 0xffffffff))
    .option("--plugin <paths...>", "modules whose plugins take part as well", words)
    .option("--jobs <n>", "worker threads (default: as many as there are cores)", whole(1, 1024))
    .option("--queue <url>", "have it done by workers at a queue: redis://…, rediss://…, postgres://…")
    .option("--verify <share>", "of the runs at a queue, which two workers make (default: 0.01)", between(0, 1))
    .option("--lock <seconds>", "after so long a silent worker is given up (default: 15)", between(1, 3600))
    .option("--out <folder>", "where the results go (default: a new folder in bench/results)")
    .option("--resume", "go on in the folder, or in the latest one")
    .option("--json", "print one JSON document on stdout and nothing else")
    .action(async (flags: BenchFlags) => {
      const { runBench } = await import("./run.ts");
      await runBench(flags);
    });
}

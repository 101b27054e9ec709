import { availableParallelism } from "node:os";
import type { Target } from "@downhill/problems";
import { problems, targets } from "@downhill/problems/registry";
import type { Command } from "commander";
import { localPool } from "../execute/local-pool.ts";
import { list, oneOf, whole } from "../options.ts";
import { write } from "./file.ts";
import { findTargets } from "./find.ts";

interface TargetsFlags {
  problems?: string[];
  set?: number;
  jobs?: number;
  json?: true;
}

export function addTargetsCommand(command: Command): void {
  command
    .option("--problems <names...>", "these, anew (default: those that have none)", list(oneOf(Object.keys(problems))))
    .option("--set <version>", "the version of the set, to be raised where a target changes", whole(1, 1e6))
    .option("--jobs <n>", "worker threads (default: as many as there are cores)", whole(1, 1024))
    .option("--json", "print one JSON document and nothing else: what was found, by problem")
    .action(async ({ problems: asked, jobs = availableParallelism(), set, json }: TargetsFlags) => {
      const version = set ?? Math.max(1, targets.version);
      const names = asked ?? Object.keys(problems).filter((name) => problems[name]!.targets.length === 0);
      const engine = await localPool({ jobs, plugins: [] });
      const known: Record<string, readonly Target[]> = { ...targets.problems };
      const found: Record<string, readonly Target[]> = {};
      const faults: string[] = [];
      try {
        for (const name of names) {
          const start = performance.now();
          try {
            found[name] = await findTargets(problems[name]!, engine);
          } catch (error) {
            faults.push((error as Error).message);
            continue;
          }
          write(version, Object.assign(known, found));
          if (json) continue;
          const seconds = ((performance.now() - start) / 1000).toFixed(0);
          console.log(`${name}, ${seconds} s`);
          for (const target of found[name]) console.log(`  ${described(target)}`);
        }
      } finally {
        await engine.close();
      }
      if (json) console.log(JSON.stringify({ version, problems: found }));
      if (faults.length > 0) throw new Error(faults.join("\n"));
    });
}

function described({ name, loss, evaluations, optimizer, hyper }: Target): string {
  const values = Object.entries(hyper).map(([key, value]) => `${key} ${value}`);
  return `${name.padEnd(7)} ${loss} after ${evaluations}: ${optimizer}, ${values.join(", ")}`;
}

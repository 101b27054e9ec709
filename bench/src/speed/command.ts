import { cpus } from "node:os";
import { optimizers } from "@downhill/catalog";
import type { Command } from "commander";
import { between, list, oneOf, whole } from "../options.ts";
import { progressBar } from "../progress.ts";
import { count, terminalWidth, wrap } from "../table.ts";
import { type Work, works } from "./job.ts";
import { type Layout, layout, layoutName } from "./layout.ts";
import { trainProblems } from "./problems.ts";
import { findPython, missing, type Python } from "./python.ts";
import { countTurns, type LeftOut, type Plan, run } from "./run.ts";
import { subjects } from "./subjects.ts";
import { speedTables } from "./table.ts";

interface SpeedFlags {
  work?: Work[];
  sizes?: Layout[];
  problems?: string[];
  optimizers?: string[];
  subjects?: string[];
  rounds: number;
  time: number;
  python?: string;
  json?: true;
}

/** Small ones, where what a step costs by itself is all of it, and large ones; many in one array, and few in many. */
const sizes = ["2", "1e2", "100x10", "1e3:float64", "1e4", "1e4:float64", "1e6", "1e7"];
const problemNames = trainProblems.map(({ name }) => name);
const subjectNames = subjects.map(({ name }) => name);

export function addSpeedCommand(program: Command): void {
  program
    .command("speed")
    .description("time a step of the optimizers, and of training, beside plain JavaScript and other libraries")
    .option("--work <kinds...>", `what is timed: ${works.join(", ")}`, list(oneOf(works)))
    .option(
      "--sizes <n...>",
      `step: numbers of parameters, 100x10 for tensors, 1e4:float64 (default: ${sizes.join(" ")})`,
      list(layout),
    )
    .option("--problems <names...>", `train: ${problemNames.join(", ")} (default: all)`, list(oneOf(problemNames)))
    .option("--optimizers <names...>", "(default: all for step, adam for train)", list(oneOf(Object.keys(optimizers))))
    .option("--subjects <names...>", `${subjectNames.join(", ")} (default: all there are)`, list(oneOf(subjectNames)))
    .option("--rounds <n>", "how many turns each subject gets", whole(1, 1e6), 7)
    .option("--time <ms>", "how long a turn is", between(1e-3, 1e6), 100)
    .option("--python <path>", "a Python with torch, jax and optax, or numpy (default: python3)")
    .option("--json", "print one JSON document and nothing else")
    .action(async (flags: SpeedFlags) => {
      const { plan, absent } = makePlan(program, flags);
      const bar = progressBar(countTurns(plan));
      const created = new Date().toISOString();
      const { rows, leftOut, descriptions } = await run(plan, bar.advance).finally(bar.stop);
      const environment = {
        node: process.version,
        platform: `${process.platform} ${process.arch}`,
        cpu: cpus()[0]?.model ?? "unknown",
        cores: cpus().length,
      };
      const { rounds, milliseconds } = plan;
      if (flags.json) {
        const document = { created, environment, rounds, milliseconds, subjects: descriptions, rows, leftOut, absent };
        console.log(JSON.stringify(document));
        return;
      }
      const { node, cpu, cores } = environment;
      const width = terminalWidth();
      const about = [
        `Median of ${count(rounds, "round")} of ${milliseconds} ms (of fewer where a step takes seconds), ± the median absolute deviation; ×: the time of downhill.`,
        `Every subject computes on one thread, in a process of its own. Node ${node}, ${cpu}, ${count(cores, "core")}.`,
        ...Object.entries(descriptions).map(([subject, description]) => `${subject}: ${description}`),
      ];
      const notes = [...notesOf(leftOut), ...absent];
      if (notes.length) about.push("", "Not timed:", ...notes);
      console.log(`${speedTables(rows, width)}\n\n${wrap(about.join("\n"), width)}`);
    });
}

/** One line for each subject, optimizer and reason. */
function notesOf(leftOut: readonly LeftOut[]): string[] {
  const places = new Map<string, string[]>();
  for (const { subject, optimizer, at, reason } of leftOut) {
    const note = `${subject}, ${optimizer}: ${reason}`;
    places.set(note, [...(places.get(note) ?? []), at]);
  }
  return [...places].map(([note, at]) => `${note} (${at.join("; ")})`);
}

/** What to run, and which subjects are not to be had here. Ends with the command's error where something is asked for that is not. */
function makePlan(program: Command, flags: SpeedFlags): { plan: Plan; absent: string[] } {
  const fail = (message: string): never => program.error(`error: ${message}`);
  const { rounds, time: milliseconds } = flags;
  const kinds = flags.work ?? works;
  const wanted = subjects.filter(({ name, works }) =>
    flags.subjects ? flags.subjects.includes(name) : works.some((work) => kinds.includes(work)),
  );
  for (const { name, works } of wanted)
    if (!works.some((work) => kinds.includes(work)))
      fail(`subject ${name} has no ${kinds.join(" or ")}, only ${works.join(" and ")}`);

  const python = wanted.some((subject) => subject.python) ? seekPython(flags.python, fail) : undefined;
  const absent: string[] = [];
  const present = wanted.filter((subject) => {
    const modules = missing(subject, python);
    if (modules.length === 0) return true;
    const reason = python ? `${python.path} has no ${modules.join(" and no ")}` : "there is no python3";
    if (flags.subjects) fail(`subject ${subject.name}: ${reason}: give a Python that has it by --python <path>`);
    absent.push(`${subject.name}: ${reason}`);
    return false;
  });
  const plan: Plan = {
    works: kinds.map((work) => ({
      work,
      optimizers: flags.optimizers ?? (work === "step" ? Object.keys(optimizers) : ["adam"]),
    })),
    sizes: [...new Map((flags.sizes ?? sizes.map(layout)).map((each) => [layoutName(each), each])).values()],
    problems: trainProblems.filter(({ name }) => flags.problems?.includes(name) ?? true),
    subjects: present,
    rounds,
    milliseconds,
    python: python?.path,
  };
  return { plan, absent };
}

/** The Python that was asked for, or python3 where there is one. */
function seekPython(given: string | undefined, fail: (message: string) => never): Python | undefined {
  try {
    return findPython(given ?? "python3", subjects);
  } catch (error) {
    return given === undefined ? undefined : fail((error as Error).message);
  }
}

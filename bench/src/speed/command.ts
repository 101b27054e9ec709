import { cpus } from "node:os";
import type { Command } from "commander";
import { count } from "../count.ts";
import { between, list, oneOf, whole } from "../options.ts";
import { writer } from "../output.ts";
import { progressBar } from "../progress.ts";
import { terminalWidth, wrap } from "../table.ts";
import { entrants, timedList, timedWords } from "./entrants.ts";
import { type Work, works } from "./job.ts";
import { timeLayers } from "./layers/command.ts";
import { type Layout, layout, layoutName } from "./layout.ts";
import { trainProblems } from "./problems.ts";
import { findPython, missing, type Python } from "./python.ts";
import { countTurns, type LeftOut, type Plan, type Row, run } from "./run.ts";
import { subjects } from "./subjects.ts";
import { productRatios, speedTables } from "./table.ts";

interface SpeedFlags {
  work?: (Work | typeof layers)[];
  sizes?: Layout[];
  problems?: string[];
  optimizers?: string[];
  subjects?: string[];
  rounds: number;
  time?: number;
  python?: string;
  out?: string;
  page?: string;
  json?: true;
}

/** Of the engine, beside the works of optimizers. */
const layers = "layers";

/** Small ones, where what a step costs by itself is all of it, and large ones; many in one array, and few in many. */
const sizes = ["2", "1e2", "100x10", "1e3:float64", "1e4", "1e4:float64", "1e6", "1e7"];
/** What the first four do not tell from a vector. */
const matrix = "784x512:matrix";
const problemNames = trainProblems.map(({ name }) => name);
const subjectNames = subjects.map(({ name }) => name);

export function addSpeedCommand(command: Command): void {
  command
    .option(
      "--work <kinds...>",
      `what is timed: ${works.join(", ")} (default: both), or ${layers} alone`,
      list(oneOf([...works, layers])),
    )
    .option(
      "--sizes <n...>",
      `step: numbers of parameters, 100x10 for tensors, ${matrix}, 1e4:float64 (default: ${sizes.join(" ")}; beyond the first four optimizers ${matrix} too)`,
      list(layout),
    )
    .option("--problems <names...>", `train: ${problemNames.join(", ")} (default: all)`, list(oneOf(problemNames)))
    .option("--optimizers <names...>", `${timedWords} for step, adam for train)`, timedList)
    .option("--subjects <names...>", `${subjectNames.join(", ")} (default: all there are)`, list(oneOf(subjectNames)))
    .option("--rounds <n>", "how many turns each subject gets", whole(1, 1e6), 7)
    .option("--time <ms>", `how long a turn is (default: 100, of ${layers} 8)`, between(1e-3, 1e6))
    .option("--python <path>", "a Python with torch, jax and optax, or numpy (default: python3)")
    .option("--out <file>", "also write the JSON document, a row a line")
    .option("--page <file>", `${layers}: also write them as a page of Markdown`)
    .option("--json", "print one JSON document and nothing else")
    .action(async (flags: SpeedFlags) => {
      const write = flags.out === undefined ? undefined : writer("--out", flags.out); // before the work, which a bad path would lose
      if (flags.work?.includes(layers)) {
        await timeLayers(command, flags, write);
        return;
      }
      const { plan, absent } = makePlan(command, flags);
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
      const document = { created, environment, rounds, milliseconds, subjects: descriptions, rows, leftOut, absent };
      write?.(rowALine(document));
      if (flags.json) {
        console.log(JSON.stringify(document));
        return;
      }
      const { node, cpu, cores } = environment;
      const width = terminalWidth();
      const about = [
        `Median of ${count(rounds, "round")} of ${milliseconds} ms (of fewer where a step takes seconds), ± the median absolute deviation; ×: the time of downhill.`,
        `Every subject computes on one thread, in a process of its own. Node ${node}, ${cpu}, ${count(cores, "core")}.`,
        ...productRatios(rows),
        ...Object.entries(descriptions).map(([subject, description]) => `${subject}: ${description}`),
      ];
      const notes = [...notesOf(leftOut), ...absent];
      if (notes.length) about.push("", "Not timed:", ...notes);
      console.log(`${speedTables(rows, width)}\n\n${wrap(about.join("\n"), width)}`);
    });
}

/** The document as JSON with a line for each row, so that of a kept file the changes can be read. */
function rowALine({ rows, ...document }: { readonly rows: readonly Row[] }): string {
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
  return `${JSON.stringify(document, null, 2).slice(0, -2)},\n  "rows": [\n${lines}\n  ]\n}\n`;
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
function makePlan(command: Command, flags: SpeedFlags): { plan: Plan; absent: string[] } {
  const fail = (message: string): never => command.error(`error: ${message}`);
  const { rounds, time: milliseconds = 100 } = flags;
  const kinds = (flags.work as readonly Work[] | undefined) ?? works;
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
      optimizers: flags.optimizers ?? (work === "step" ? entrants : ["adam"]),
    })),
    sizes: (optimizer) => {
      const known = (entrants as readonly string[]).includes(optimizer);
      const layouts = flags.sizes ?? [...sizes, ...(known ? [] : [matrix])].map(layout);
      return [...new Map(layouts.map((each) => [layoutName(each), each])).values()];
    },
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

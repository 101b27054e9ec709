import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { addBench } from "./commands/bench.ts";
import { redacted } from "./execute/queue/secrets.ts";

interface Described {
  readonly description: string;
  /** What adds its flags, and what it does: loaded where it is asked for. */
  load(): Promise<(command: Command) => void>;
}

const commands: Readonly<Record<string, Described>> = {
  list: {
    description: "print the problems and the optimizers that there are",
    load: async () => (await import("./commands/list.ts")).addListCommand,
  },
  worker: {
    description: "make runs that others have put on a queue, until it is stopped",
    load: async () => (await import("./commands/worker.ts")).addWorkerCommand,
  },
  status: {
    description: "say which plans and workers are at a queue, and when they will be done",
    load: async () => (await import("./commands/status.ts")).addStatusCommand,
  },
  report: {
    description: "print and write the reports of a folder of results again",
    load: async () => (await import("./commands/report.ts")).addReportCommand,
  },
  compare: {
    description: "say what has changed from one folder of results to another, and whether it is more than noise",
    load: async () => (await import("./commands/compare.ts")).addCompareCommand,
  },
  targets: {
    description: "find the losses that problems are to be brought to, by baselines that are tuned; hours of a core",
    load: async () => (await import("./targets/command.ts")).addTargetsCommand,
  },
  pack: {
    description: "write a folder of results once more, small enough to be kept: compressed, without curves",
    load: async () => (await import("./commands/pack.ts")).addPackCommand,
  },
  seed: {
    description: "reproduce the notebook's three tables and count the rows that agree in every printed digit",
    load: async () => (await import("./seed/command.ts")).addSeedCommand,
  },
  nnfs: {
    description: "replay a training cell of the notebook on NumPy's random stream",
    load: async () => (await import("./nnfs-command.ts")).addNnfsCommand,
  },
  digits: {
    description: "train a perceptron and a small convolutional network on MNIST digits, and count what they get right",
    load: async () => (await import("./digits/command.ts")).addDigitsCommand,
  },
  speed: {
    description: "time a step of the optimizers, and of training, beside plain JavaScript and other libraries",
    load: async () => (await import("./speed/command.ts")).addSpeedCommand,
  },
  tuned: {
    description: "train the seed's network with Adam, Muon, SOAP, L-BFGS and SAM, each at its best rate",
    load: async () => (await import("./tuned/command.ts")).addTunedCommand,
  },
};

/**
 * The command line: the comparison, and beside it commands, of which only the one that is asked for has its flags, since
 * what they need takes its time to load.
 */
export async function makeProgram(args: readonly string[]): Promise<Command> {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const program = new Command("pnpm bench")
    .description("Which optimizer, on what, by how much.")
    .version(version, "-v, --version", "print the version")
    .showHelpAfterError("(see --help)")
    // An address that is among what was asked for may have a password.
    .configureOutput({ outputError: (text, write) => write(redacted(text)) })
    .enablePositionalOptions();
  addBench(program);
  const asked = args[0] === "help" ? args[1] : args[0];
  for (const [name, { description, load }] of Object.entries(commands)) {
    const command = program.command(name).description(description);
    if (name === asked) (await load())(command);
  }
  return program;
}

/** Does what is asked for; of what goes wrong the first line says what. */
export async function run(program: Command, args: readonly string[]): Promise<void> {
  // Of a word that is no command, commander would say that the comparison takes no arguments.
  const [word] = args;
  const known = ["help", ...Object.keys(commands)];
  if (word && !word.startsWith("-") && !known.includes(word)) {
    program.error(`error: unknown command '${word}'. It must be one of ${known.join(", ")}.`);
  }
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) throw error; // it has been told
    program.error(`error: ${(error as Error).message}`);
  }
}

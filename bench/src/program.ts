import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { addDigitsCommand } from "./digits/command.ts";
import { addNnfsCommand } from "./nnfs-command.ts";
import { addRaceCommand } from "./race-command.ts";
import { addSeedCommand } from "./seed/command.ts";
import { addSpeedCommand } from "./speed/command.ts";
import { addTunedCommand } from "./tuned/command.ts";

/** The command line, with all of its commands. */
export function makeProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const program = new Command("pnpm bench")
    .description("Which optimizer, on what, by how much.")
    .version(version, "-v, --version", "print the version")
    .showHelpAfterError("(see --help)");
  addRaceCommand(program);
  addSeedCommand(program);
  addNnfsCommand(program);
  addDigitsCommand(program);
  addSpeedCommand(program);
  addTunedCommand(program);
  return program;
}

/** Does what is asked for; of what goes wrong the first line says what. */
export async function run(program: Command, args: readonly string[]): Promise<void> {
  // Of a word that is no command, commander would say that the default command takes no arguments.
  const [word] = args;
  const commands = ["help", ...program.commands.map((command) => command.name())];
  if (word && !word.startsWith("-") && !commands.includes(word)) {
    program.error(`error: unknown command '${word}'. It must be one of ${commands.join(", ")}.`);
  }
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) throw error; // it has been told
    program.error(`error: ${(error as Error).message}`);
  }
}

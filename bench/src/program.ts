import { readFileSync } from "node:fs";
import { Command } from "commander";
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

import { Command } from "commander";
import { addDigitsCommand } from "./digits/command.ts";
import { addNnfsCommand } from "./nnfs-command.ts";
import { addRaceCommand } from "./race-command.ts";
import { addSeedCommand } from "./seed/command.ts";
import { addSpeedCommand } from "./speed/command.ts";

const program = new Command("pnpm bench")
  .description("Which optimizer, on what, by how much.")
  .showHelpAfterError("(see --help)");
addRaceCommand(program);
addSeedCommand(program);
addNnfsCommand(program);
addDigitsCommand(program);
addSpeedCommand(program);

// Of a word that is no command, commander would say that the default command takes no arguments.
const [word] = process.argv.slice(2);
const commands = ["help", ...program.commands.map((command) => command.name())];
if (word && !word.startsWith("-") && !commands.includes(word)) {
  program.error(`error: unknown command '${word}'. It must be one of ${commands.join(", ")}.`);
}

try {
  await program.parseAsync();
} catch (error) {
  program.error(`error: ${(error as Error).message}`);
}

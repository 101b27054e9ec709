import { Command } from "commander";
import { addNnfsCommand } from "./nnfs-command.ts";
import { addRaceCommand } from "./race-command.ts";
import { addSeedCommand } from "./seed/command.ts";

const program = new Command("pnpm bench").description("Which optimizer, on what, by how much.").showHelpAfterError();
addRaceCommand(program);
addSeedCommand(program);
addNnfsCommand(program);

try {
  program.parse();
} catch (error) {
  program.error(`error: ${(error as Error).message}`);
}

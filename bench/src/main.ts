import { endWithReader } from "./output.ts";
import { makeProgram } from "./program.ts";

endWithReader(process.stdout);
endWithReader(process.stderr);

const program = makeProgram();

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

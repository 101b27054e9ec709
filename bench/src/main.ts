import { endWithReader } from "./output.ts";
import { makeProgram, run } from "./program.ts";

endWithReader(process.stdout);
endWithReader(process.stderr);

await run(makeProgram(), process.argv.slice(2));

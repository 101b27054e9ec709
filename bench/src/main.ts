import { endWithReader } from "./output.ts";
import { makeProgram, run } from "./program.ts";

endWithReader(process.stdout);
endWithReader(process.stderr);

const args = process.argv.slice(2);
await run(await makeProgram(args), args);

import { fileURLToPath } from "node:url";
import { bundled } from "../execute/bundle.ts";

/** The path of `pnpm bench` as JavaScript, for tests that start it again and again: from its sources it takes two seconds to begin. */
export const program = fileURLToPath(await bundled(new URL("../main.ts", import.meta.url)));

import type { Plugin } from "vite";

/** What uPlot hangs on itself for others to use: joined tables, dates, and paths that no chart of this page draws. */
const UNUSED = [/^\s*uPlot\.(join|fmtDate|tzDate)\s*=.*;$/gm, /^\s*\(paths\.(bars|spline)\s*=.*\);$/gm];
const STATEMENTS = 5;

/**
 * Leaves out of uPlot what it assigns to itself and this page does not use, as flags of uPlot's own build would: 2.6 kB,
 * gzipped, that no bundler can know to be unused.
 */
export function uplotParts(): Plugin {
  return {
    name: "downhill:uplot-parts",
    apply: "build",
    transform: {
      filter: { id: /uPlot\.esm\.js$/ },
      handler(code) {
        const found = UNUSED.flatMap((each) => code.match(each) ?? []).length;
        if (found !== STATEMENTS) this.error(`uPlot has ${found} of the ${STATEMENTS} statements to leave out`);
        return UNUSED.reduce((rest, each) => rest.replace(each, ""), code);
      },
    },
  };
}

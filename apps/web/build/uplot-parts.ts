import type { Plugin } from "vite";

/** What uPlot has that no chart of this page asks for, as it is written there, with what it becomes and how often it is there. */
const PARTS: readonly (readonly [text: RegExp, becomes: string, times: number])[] = [
  // Axes of time, and what is under a pointer: its own mark, legend and selection are never shown.
  [/(?<=^const FEAT_TIME\s*=\s*)true/gm, "false", 1],
  [/(?<=\blet isTime = )(sc\.time|mode == 1 && scales\[s\.scale\]\.time)(?=;)/g, "false", 3],
  [/^\tconst _(tzDate|fmtDate|time\w+)\s*= .*;$/gm, "", 5],
  [/^const \[.*\] = genTimeStuffs\(.*\);$/gm, "", 2],
  [/(?<=^const (?:day|month)s3 = (?:day|month)s)\.map\(slice3\)/gm, "", 2],
  [/(?<=^\s*const showLegend\s*=\s*)legend\.show/gm, "false", 1],
  [/(?<=^\s*const showCursor\s*=\s*)cursor\.show/gm, "false", 1],
  [/\bselect\.show\b/g, "false", 6],
  [/^\tevents\.\w+\s*= .*;$/gm, "", 4],
  [/^\tevents\["setSeries"\] = [\s\S]*?^\t};$/gm, "", 1],
  [/^\tself\.setCursor = [\s\S]*?^\t};$/gm, "", 1],
  // What it hangs on a chart and on itself for others to use: series that come and go, joined tables, dates, other paths.
  [/^\tself\.((add|del)Series|(add|set|del)Band|setSelect|setLegend) = \w+;$/gm, "", 7],
  [/^\tself\.(valToIdx|posToIdx|posToVal|pub) = .*;$/gm, "", 4],
  [/^\s*uPlot\.(?!paths)\w+\s*= .*;$/gm, "", 13],
  [/^\s*\(paths\.(bars|spline)\s*=.*\);$/gm, "", 2],
];

/**
 * Leaves parts of uPlot out that this page does not use, as flags of uPlot's own build would: 6 kB, gzipped, that no bundler
 * can know to be unused.
 */
export function uplotParts(): Plugin {
  return {
    name: "downhill:uplot-parts",
    apply: "build",
    transform: {
      filter: { id: /uPlot\.esm\.js$/ },
      handler(code) {
        return PARTS.reduce((rest, [text, becomes, times]) => {
          const found = rest.match(text)?.length ?? 0;
          if (found !== times) this.error(`uPlot has ${text} ${found} times, not ${times}`);
          return rest.replace(text, becomes);
        }, code);
      },
    },
  };
}

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** The page's script, of TypeScript and uPlot, as one text; and its style. */
export async function assets(): Promise<Assets> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("script/main.ts", import.meta.url))],
    ...{ bundle: true, write: false, minify: true, format: "iife", target: "es2022", logLevel: "silent" },
  });
  const require = createRequire(import.meta.url);
  const read = (path: string | URL) => readFileSync(path, "utf8");
  return {
    // Text that would end the element it stands in.
    script: outputFiles[0]!.text.replaceAll("</script", "<\\/script"),
    style: read(require.resolve("uplot/dist/uPlot.min.css")) + read(new URL("style.css", import.meta.url)),
  };
}

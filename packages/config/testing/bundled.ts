import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * A module's text and all that it imports as one module, by its URL: from sources, a process takes most of a second to begin.
 * @param folder that relative imports start from
 */
export async function bundled(contents: string, folder: URL): Promise<string> {
  const stdin = { contents, resolveDir: fileURLToPath(folder) };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false });
  return `data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString("base64")}`;
}

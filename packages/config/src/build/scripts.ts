import { isAbsolute, join } from "node:path";
import { decode, encode } from "@jridgewell/sourcemap-codec";
import { rolldown } from "rolldown";
import type { Entry } from "./entries.ts";

interface SourceMap {
  readonly version: number;
  readonly file?: string | undefined;
  readonly names: readonly string[];
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[] | undefined;
  readonly mappings: string;
}

/** What brings along no rule of its own, and comes with every optimizer: small matters more than easy to read. */
const minified = ["packages/plugin", "packages/linalg"];

/** Characters of sources that go into a package's maps: most optimizers' do, the contract's would double what everyone installs. */
const textLimit = 8_000;

/**
 * What runs of a package: one file an entry, and one more for what several of them have in common, so that there is one of
 * each thing. No name is changed where there are rules: they are compiled from their texts, and people read them.
 * @param root the repository
 * @param folder the package's, from there
 * @returns the files' texts by their paths in `dist`
 */
export async function scripts(root: string, folder: string, entries: readonly Entry[]): Promise<Map<string, string>> {
  const bundle = await rolldown({
    cwd: join(root, folder),
    input: Object.fromEntries(entries.map(({ name, source }) => [name, source])),
    external: (id) => !id.startsWith(".") && !isAbsolute(id),
    transform: { target: "es2022" },
  });
  const { output } = await bundle.generate({
    dir: join(root, folder, "dist"),
    format: "es",
    comments: false,
    minify: minified.includes(folder),
    sourcemap: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] },
  });
  await bundle.close();
  const chunks = output.filter((each) => each.type === "chunk");
  // What only hands on has no map.
  const maps = new Map(chunks.flatMap(({ fileName, map }) => (map ? [[fileName, map as unknown as SourceMap]] : [])));
  const size = [...maps.values()].reduce((sum, { sourcesContent = [] }) => sum + sourcesContent.join("").length, 0);
  return new Map([
    ...chunks.map(({ fileName, code }) => [fileName, code] as const),
    ...chunks.flatMap(({ fileName, code }) => {
      const map = maps.get(fileName);
      return map ? [[`${fileName}.map`, JSON.stringify(byLine(map, code, size <= textLimit))] as const] : [];
    }),
  ]);
}

/** A map that tells where each line of the source begins that does not only close what others opened. */
function byLine(
  { version, file, sources, sourcesContent, mappings }: SourceMap,
  code: string,
  texts: boolean,
): SourceMap {
  const written = code.split("\n");
  let last = "";
  const lines = decode(mappings).map((segments, i) =>
    segments.flatMap((segment): [number, number, number, number][] => {
      const [column, source, line, at] = segment;
      const here = `${source}:${line}`;
      if (source === undefined || here === last || /[\s)\]},;]/.test(written[i]!.charAt(column))) return [];
      last = here;
      return [[column, source, line!, at!]];
    }),
  );
  return { version, file, names: [], sources, ...(texts ? { sourcesContent } : {}), mappings: encode(lines) };
}

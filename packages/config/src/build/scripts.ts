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

/**
 * What runs of a package: one file an entry, and one more for what several of them have in common, so that there is one of
 * each thing. Nothing is minified and no name is changed: a rule is compiled from its text, and people read it.
 * @param folder the package's
 * @returns the files' texts by their paths in `dist`
 */
export async function scripts(folder: string, entries: readonly Entry[]): Promise<Map<string, string>> {
  const bundle = await rolldown({
    cwd: folder,
    input: Object.fromEntries(entries.map(({ name, source }) => [name, source])),
    external: (id) => !id.startsWith(".") && !isAbsolute(id),
    transform: { target: "es2022" },
  });
  const { output } = await bundle.generate({
    dir: join(folder, "dist"),
    format: "es",
    comments: false,
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

/** Characters of sources that go into a package's maps: an optimizer's do, the contract's would double what everyone installs. */
const textLimit = 15_000;

/** A map that tells where each line begins that does not only close what others opened: what is not minified needs no more. */
function byLine(
  { version, file, sources, sourcesContent, mappings }: SourceMap,
  code: string,
  texts: boolean,
): SourceMap {
  const written = code.split("\n");
  const lines = decode(mappings).map((segments, i) => {
    const first = segments.find((segment) => segment.length > 1);
    return first && /[^\s)\]},;]/.test(written[i]!)
      ? [[0, ...first.slice(1, 4)] as [number, number, number, number]]
      : [];
  });
  return { version, file, names: [], sources, ...(texts ? { sourcesContent } : {}), mappings: encode(lines) };
}

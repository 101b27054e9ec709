import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import asc from "assemblyscript/asc";
import { textOf } from "./text.ts";
import { TABLES, tables } from "../../core/src/kernels/bindings/tables.ts";
let at = TABLES;
const made: Record<string,string> = { "tables.ts": Object.entries(tables).map(([name, { byteLength }]) => { at += byteLength; return `export const ${name}: usize = ${at - byteLength};\n`; }).join("") };
const root = "/work/wt-diet/packages";
const core = join(root, "core/src/kernels"), linalg = join(root, "linalg/src/kernels");
const read = (p: string) => readFile(p, "utf8").catch(() => null);
async function compile(kernels: string, entry: string, opts: string[]) {
  let bin!: Uint8Array;
  const { error, stderr } = await asc.main([`assembly/${entry}.ts`, "-o", "k.wasm", ...opts, "--noAssert", "--enable", "simd", "--runtime", "stub", "--use", "abort=", "--importMemory", "--memoryBase", "4096"], {
    readFile: async (name: string) => made[basename(name)] ?? (await read(join(kernels, name))) ?? read(join(linalg, "assembly", basename(name))),
    writeFile: (n: string, c: any) => { if (n === "k.wasm") bin = c; }, listFiles: () => [] });
  if (error) throw new Error(stderr.toString());
  return bin;
}
const variants: Record<string,string[]> = { O3: ["-O3"], O3c: ["-O3","--converge"], O3s: ["--optimizeLevel","3","--shrinkLevel","1"], O2s: ["--optimizeLevel","2","--shrinkLevel","1"], Oz: ["--optimizeLevel","3","--shrinkLevel","2"] , Ozc: ["--optimizeLevel","2","--shrinkLevel","2","--converge"] };
for (const [dir, entry] of [[core,"index"],[core,"further"],[core,"images"],[linalg,"single"],[linalg,"mixed"],[linalg,"double"],[linalg,"polynomial"],[linalg,"rows"],[linalg,"across"]] as const) {
  const row: string[] = [];
  for (const [n, o] of Object.entries(variants)) { const b = await compile(dir, entry, o); row.push(`${n} ${b.length}/${gzipSync(b,{level:9}).length}/${gzipSync(textOf(b)).length}`); }
  console.log(entry, row.join("  "));
}

import { spawnSync } from "node:child_process";
import { arch } from "node:process";
import { bundled } from "@downhill/config/testing/bundled.ts";
import { beforeAll, describe, expect, it } from "vitest";

const about = { doc: "For tests.", paper: "none", reference: "none" };
const own = await bundled(
  'export * from "./index.ts"; export { Heap } from "./heap.ts";',
  new URL(".", import.meta.url),
);

/** Runs a module's text in a process of its own, with this package as PACKAGE, and returns what it prints. */
function child(flags: readonly string[], text: string): unknown {
  const input = `
    const value = () => Float32Array.from({ length: 20_000 }, (_, i) => i / 7);
    ${text.replaceAll("PACKAGE", JSON.stringify(own))}
    function plugin({ elementwise, rate }) {
      const about = ${JSON.stringify(about)};
      const rule = ({ w, g, v }, { lr }) => ({ w: w - lr * (v + g), v: v + g });
      return elementwise({ ...about, name: "x", hyper: { lr: rate(0.1, "step size") }, state: ["v"], rule });
    }`;
  const args = [...flags, "--input-type=module"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { input, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")}\n${stdout}${stderr}`);
  return JSON.parse(stdout);
}

describe("in a process of its own", () => {
  it("a thousand optimizers that are dropped, not disposed of, give their memory back", () => {
    const found = child(
      ["--expose-gc"],
      `const own = await import(PACKAGE);
      const make = plugin(own);
      const heap = new own.Heap(2 ** 27);
      const array = () => new Float32Array(heap.buffer, heap.allocate(40_000), 10_000);
      const w = { value: array(), grad: array() };
      let most = 0;
      for (let i = 0; i < 1000; i++) {
        make({ w }).step();
        most = Math.max(most, heap.blocks);
      }
      for (let i = 0; i < 50 && heap.blocks > 2; i++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      console.log(JSON.stringify({ most, after: heap.blocks }));`,
    ) as { most: number; after: number };
    expect(found.most).toBeGreaterThan(3);
    expect(found.after).toBe(2);
  });

  /** The state of affairs, and the sum of the weights' bits after three steps. */
  const report = `
    const make = plugin(await import(PACKAGE));
    const w = { value: value(), grad: value() };
    const optimizer = make({ w });
    for (let i = 0; i < 3; i++) optimizer.step();
    const error = (() => { try { make({ w }, {}, { backend: "simd" }); } catch (error) { return error.message; } })();
    const sum = new Uint32Array(w.value.buffer).reduce((a, b) => (31 * a + b) >>> 0, 0);
    console.log(JSON.stringify({ backend: optimizer.backend, reason: optimizer.backendReason, error, sum }));`;
  let sum = 0;
  beforeAll(() => {
    const found = child([], report) as { sum: number };
    expect(found).toMatchObject({ backend: "simd" });
    sum = found.sum;
  });

  it.each([
    // Node's flag for it is gone since 24.
    ["WebAssembly", [], "delete globalThis.WebAssembly;", /^this runtime has no WebAssembly$/],
    ...(arch === "x64" ? [["SIMD", ["--no-enable-sse4-1"], "", /Wasm SIMD unsupported/] as const] : []),
  ] as const)(
    "without %s, the portable path gives the same bits, and asking for SIMD is an error",
    (_, flags, first, words) => {
      const found = child(flags, first + report) as { reason: string };
      expect(found).toMatchObject({ backend: "portable", sum, reason: expect.stringMatching(words) });
      expect(found).toHaveProperty("error", `x: backend "simd" cannot be had: ${found.reason}`);
    },
  );
});

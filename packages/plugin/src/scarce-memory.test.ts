import { afterEach, expect, it, vi } from "vitest";
import * as plenty from "./index.ts";
import { ops } from "./ops.ts";

interface Memories {
  Memory: new (size: { initial: number }) => object;
}
const { WebAssembly } = globalThis as unknown as { WebAssembly: Memories };
const { Memory } = WebAssembly;

/** The backend, its reason and the weights after three steps, of an optimizer of each kind, elsewhere and in a heap. */
function kinds({ elementwise, tensorwise, parameter, rate }: typeof plenty) {
  const about = { doc: "For tests.", paper: "none", reference: "none" };
  const more = { hyper: { lr: rate(0.1, "step size") }, state: ["v"] } as const;
  type Elements = Record<"w" | "g" | "v", number>;
  const rule = ({ w, g, v }: Elements, { lr }: { lr: number }) => ({ w: w - lr * (v + g), v: v + g });
  const methods = [
    elementwise({ ...about, ...more, name: "element", rule }),
    tensorwise({
      ...about,
      ...more,
      name: "tensor",
      update({ w, g, v }, { lr }, _, ops) {
        ops.map(rule, { w, g, v }, { lr: lr / (1 + ops.norm(g)) });
      },
    }),
  ];
  const value = () => Float32Array.from({ length: 20_000 }, (_, i) => i / 7);
  return methods.flatMap((make) =>
    [value(), parameter(value()).value].map((array) => {
      const w = { value: array, grad: value() };
      const optimizer = make({ w });
      for (let i = 0; i < 3; i++) optimizer.step();
      let error = "";
      try {
        make({ w }, {}, { backend: "simd" });
      } catch (thrown) {
        error = (thrown as Error).message;
      }
      const wide = { value: Float64Array.of(1), grad: Float64Array.of(1) };
      make({ wide }).step();
      const { name, backend, backendReason } = optimizer;
      optimizer.dispose();
      const sum = new Uint32Array(w.value.slice().buffer).reduce((a, b) => (31 * a + b) >>> 0, 0);
      return { name, backend, backendReason, error, sum, wide: wide.value[0] };
    }),
  );
}

afterEach(() => {
  WebAssembly.Memory = Memory;
  vi.unstubAllGlobals();
  vi.resetModules();
});

it.each([
  ["no memory at all", 0],
  ["no memory of 80 kB", 3],
])(
  "with %s for WebAssembly, what needs it goes on in ordinary memory, to the same bits, and says why",
  async (_, most) => {
    const wanted = kinds(plenty);
    expect(wanted.map(({ backend }) => backend)).toEqual(["simd", "simd", "simd", "simd"]);
    WebAssembly.Memory = class extends Memory {
      constructor(size: { initial: number }) {
        if (size.initial > most) throw new RangeError("WebAssembly.Memory(): could not allocate memory");
        super(size);
      }
    };
    vi.resetModules();
    const found = kinds(await import("./index.ts"));
    const backendReason = "there is no WebAssembly memory: WebAssembly.Memory(): could not allocate memory";
    expect(found).toEqual(
      wanted.map((each) => ({
        ...each,
        backend: "portable",
        backendReason,
        error: `${each.name}: backend "simd" cannot be had: ${backendReason}`,
      })),
    );
  },
);

it("without WebAssembly, all operations work, to the same bits", async () => {
  vi.stubGlobal("WebAssembly", undefined);
  vi.resetModules();
  const { ops: without } = await import("./ops.ts");
  expect(without).not.toBe(ops);
  const x = Float32Array.from({ length: 1600 }, (_, i) => Math.fround(((i * 7919) % 997) / 499 - 1) * 10 ** (i % 7));
  const [c, d] = [new Float32Array(1600), new Float32Array(1600)];
  for (const [o, out] of [
    [ops, c],
    [without, d],
  ] as const) {
    const s = o.sum(x) / o.norm(x) + o.dot(x, x) + o.maxAbs(x);
    o.map(({ out, x }, { s }) => ({ out: out + x * s }), { out, x }, { s });
  }
  expect(d).toEqual(c);
});

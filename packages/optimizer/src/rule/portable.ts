import type { FloatArray } from "../contract.ts";
import { operations } from "./operations.ts";
import type { Apply, Arrays, Plan } from "./specialise.ts";

/** Elements at a time: the temporaries of a rule of average length stay in the first-level cache. */
const chunk = 512;

/**
 * A plan that runs without WebAssembly and without `eval`, one operation after another over chunks of elements.
 *
 * Each temporary is of the arrays' own type, so each operation of a float32 rule rounds to float32. (Computing it in
 * float64 first changes nothing: 53 bits are more than twice 24 plus 2, so rounding twice is rounding once.)
 */
export function portable(
  { loads, scalars, steps, stores }: Plan,
  type: Float32ArrayConstructor | Float64ArrayConstructor,
) {
  const temporaries: FloatArray[] = [];
  const at = (id: number): FloatArray => {
    temporaries[id] ??= new type(chunk);
    return temporaries[id];
  };
  const kernels = steps.map(({ op, id, args: [a = id, b = id, c = id] }) => {
    const compute = operations[op]![1]!;
    const [out, x, y, z] = [at(id), at(a), at(b), at(c)];
    return (n: number) => compute(out, x, y, z, n);
  });

  return (arrays: Arrays, length: number): Apply =>
    (values) => {
      for (const id of scalars) at(id).fill(values[id]!);
      for (let from = 0; from < length; from += chunk) {
        const n = Math.min(chunk, length - from);
        for (const { name, id } of loads) at(id).set(arrays[name]!.subarray(from, from + n));
        for (const kernel of kernels) kernel(n);
        for (const { name, id } of stores) arrays[name]!.set(at(id).subarray(0, n), from);
      }
    };
}

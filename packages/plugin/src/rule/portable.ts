import type { FloatArray } from "../contract.ts";
import { inOrder } from "./operations.ts";
import { inPieces, type Piece } from "./pieces.ts";
import type { Access, Apply, Arrays, Plan } from "./specialise.ts";

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
  const compute = inOrder(steps, at);

  return (arrays: Arrays, length: number): Apply => {
    const piece = ({ name, id }: Access): Piece => [at(id), arrays[name]!];
    const [copied, changed] = [loads.map(piece), stores.map(piece)];
    return (values) => {
      for (const id of scalars) at(id).fill(values[id]!);
      inPieces(length, chunk, copied, changed, compute);
    };
  };
}

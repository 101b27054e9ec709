import { byAddress } from "./addresses.ts";
import { allFinite, moving, type Slot } from "./parameters.ts";
import { finiteIn } from "./rule/fused.ts";
import { joined } from "./runs.ts";

/** Elements up to which a loop is faster than a call of WebAssembly. */
const few = 24;

/** Says whether every gradient is finite, of the arrays that slots have now. */
export function gradientCheck(slots: readonly Slot[]): () => boolean {
  const runs = joined(
    byAddress(moving(slots), ({ arrays }) => arrays.g),
    ["g"],
  );
  const short = runs.filter(({ heap, length }) => !heap || length <= few).map(({ arrays: { g } }) => g!);
  const checks = runs
    .filter(({ heap, length }) => heap && length > few)
    .map(({ type, heap, arrays: { g } }) => finiteIn(heap!, g!, type));
  return () => {
    for (let i = 0; i < short.length; i++) if (!allFinite(short[i]!)) return false;
    for (let i = 0; i < checks.length; i++) if (!checks[i]!()) return false;
    return true;
  };
}

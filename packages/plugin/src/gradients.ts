import { byAddress } from "./addresses.ts";
import { allFinite, moving, type Slot } from "./parameters.ts";
import { finiteIn } from "./rule/fused.ts";
import { joined } from "./runs.ts";

/** Says whether every gradient is finite, of the arrays that slots have now. */
export function gradientCheck(slots: readonly Slot[]): () => boolean {
  const runs = joined(
    byAddress(moving(slots), ({ arrays }) => arrays.g),
    ["g"],
  );
  const checks = runs.map(({ type, heap, arrays: { g } }) => (heap ? finiteIn(heap, g!, type) : () => allFinite(g!)));
  return () => {
    for (const check of checks) if (!check()) return false;
    return true;
  };
}

import { emit } from "./simd.ts";

const [g, difference, found] = [0, 1, 2];

/**
 * A module like a rule's, with one array `g`, whose function returns 1 if any element of it is NaN or infinite.
 *
 * x - x is then NaN, whose bits are not all 0, and +0 else; `found`, which starts at 0, gathers the bits.
 */
export const emitNonFinite = () =>
  emit(
    {
      loads: [{ name: "g", id: g }],
      scalars: [],
      steps: [
        { op: "sub", id: difference, args: [g, g] },
        { op: "select", id: found, args: [found, found, difference] },
      ],
      stores: [],
    },
    found,
  );

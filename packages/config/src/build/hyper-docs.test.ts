import { expect, test } from "vitest";
import { withHyperDocs } from "./hyper-docs.ts";

const types = `/** Gradient descent. */
export declare const plain: import("@downhill/plugin").ElementwisePlugin<{
    readonly lr: import("@downhill/plugin").Hyperparameter<"log">;
    readonly other: import("@downhill/plugin").Hyperparameter<"flag">;
}>;
`;

test("a hyperparameter's sentence and default stand above it", () => {
  const lr = { default: 0.001, range: [0, 1], scale: "log", doc: "step size α", search: true, fixed: false } as const;
  expect(withHyperDocs(types, { lr })).toBe(`/** Gradient descent. */
export declare const plain: import("@downhill/plugin").ElementwisePlugin<{
    /** step size α. Default 0.001 */
    readonly lr: import("@downhill/plugin").Hyperparameter<"log">;
    readonly other: import("@downhill/plugin").Hyperparameter<"flag">;
}>;
`);
});

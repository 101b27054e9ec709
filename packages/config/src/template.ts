import { camelCase } from "./workspace.ts";

/** Plain gradient descent, with a place for everything that makes an optimizer another one. */
export const sourceTemplate = (name: string): string => `import { elementwise, rate } from "@downhill/plugin";

/**
 * TODO: the equation in words. Where it deviates from the paper or the reference, say so here.
 */
export const ${camelCase(name)} = elementwise({
  name: "${name}",
  doc: "TODO: one sentence for the README.",
  paper: "TODO: authors, year, algorithm or equation, where to find it",
  reference: "TODO: the implementation that it matches step by step, e.g. torch.optim.SGD",
  hyper: {
    lr: rate(1e-2, "step size, η"),
  },
  state: [],
  rule({ w, g }, { lr }) {
    w = w - lr * g;
    return { w };
  },
});
`;

/** The golden trajectory is the one check that a new package fails, until its reference has been run. */
export const testTemplate = (name: string): string => {
  const camel = camelCase(name);
  return `import { existsSync, readFileSync } from "node:fs";
import { conformance, trajectories } from "@downhill/conformance";
import { expect, test } from "vitest";
import { ${camel} } from "./index.ts";

conformance(${camel});

const golden = new URL("../../../conformance/golden/${name}.json", import.meta.url);
if (existsSync(golden)) trajectories(${camel}, JSON.parse(readFileSync(golden, "utf8")));
else {
  test("matches its reference's golden trajectory", () => {
    expect.fail("${name} has none yet: packages/conformance/golden/generate.py says how to write its ${name}.json");
  });
}
`;
};

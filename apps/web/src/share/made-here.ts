/** The problems that are in no package, written down as code: what it makes is what the page trained on, to the bit. */

import { OWN } from "../planes/own-name.ts";
import { activations, ofNetwork, ofPoints, sets } from "../planes/sets.ts";
import type { Race } from "../race/race.ts";

type Asked = Pick<Race, "problem" | "points">;

/** Lines of a module: what it imports, and the problem. */
export interface Written {
  readonly imports: readonly string[];
  readonly problem: readonly string[];
}

/** @returns null for a problem that a package has */
export function madeHere({ problem, points = [] }: Asked): Written | null {
  const set = sets[problem.name];
  if (!set && problem.name !== OWN) return null;
  const { samplesPerClass, batchSize, layers, units, activation } = valuesOf(problem.options);
  const own = set ? null : ownOf(points);
  const [classes, samples] = own ?? [set!.classes, set!.classes * samplesPerClass!];
  const between = activations[activation!]!;
  const network = Array.from({ length: layers! }, () => `dense(${units}), ${between}(), `).join("");
  const ofCore = [
    "dense",
    "evaluate",
    "numpyRandom",
    "sequential",
    "softmaxCrossEntropy",
    between,
    ...(own ? ["tensor"] : []),
  ];
  const data = set
    ? `const { x, y } = ${set.maker}(${given({ samplesPerClass: samplesPerClass!, ...set.options })});`
    : "";
  return {
    imports: [
      `import { ${ofCore.sort().join(", ")} } from "@downhill/core";`,
      ...(set ? [`import { ${set.maker} } from "@downhill/problems";`] : []),
    ],
    problem: [
      ...(own
        ? [`const x = tensor(Float32Array.of(${own[2]}), [${samples}, 2]);`, `const y = Uint8Array.of(${own[3]});`]
        : []),
      "const problem = {",
      "  targets: [],",
      "  start({ seed, precision }) {",
      `    const random = numpyRandom(seed, ${JSON.stringify(problem.name)});`,
      ...(data ? [`    ${data}`] : []),
      `    const layers = [${network}dense(${classes})];`,
      "    const model = sequential(layers, { input: 2, random, matmulPrecision: precision });",
      "    const loss = softmaxCrossEntropy();",
      "    return {",
      "      parameters: model.parameters(),",
      `      lesson: { model, data: { x, y }, loss, batchSize: ${Math.min(batchSize || samples, samples)} },`,
      "      measure() {",
      "        const { loss: mean, accuracy } = evaluate(model, { x, y }, { loss });",
      "        return { loss: mean, metric: accuracy };",
      "      },",
      "    };",
      "  },",
      "};",
      `const problems = { ${JSON.stringify(problem.name)}: problem };`,
    ],
  };
}

function valuesOf(options: Race["problem"]["options"] = {}): Readonly<Record<string, number>> {
  const all = Object.entries({ ...ofPoints, ...ofNetwork });
  return Object.fromEntries(all.map(([name, option]) => [name, Number(options[name] ?? option.default)]));
}

const given = (options: Readonly<Record<string, number>>): string =>
  `{ ${Object.entries(options)
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ")}, random }`;

function ownOf(points: readonly number[]): [classes: number, samples: number, places: string, labels: string] {
  const labels = points.filter((_, i) => i % 3 === 2);
  return [new Set(labels).size, labels.length, points.filter((_, i) => i % 3 !== 2).join(", "), labels.join(", ")];
}

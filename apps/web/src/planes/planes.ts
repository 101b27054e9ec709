/** More points of the plane, as problems like those of `@downhill/problems`. */

import { blobs, circles, type Dataset, moons, type Problem, spiral, vertical, xor } from "@downhill/problems";
import { type Drawn, planeProblem } from "./network.ts";
import { type PointSet, sets } from "./sets.ts";

const makers: Readonly<Record<PointSet["maker"], (options: object) => Dataset>> = {
  ...{ blobs, circles, moons, spiral, vertical, xor },
};

const made =
  ({ maker, options }: PointSet): Drawn =>
  (samplesPerClass, random) =>
    makers[maker]({ samplesPerClass, ...options, random });

export const planes: Readonly<Record<string, Problem>> = Object.fromEntries(
  Object.entries(sets).map(([name, set]) => [
    name,
    planeProblem({ name, doc: set.doc, countable: true, make: made(set) }),
  ]),
);

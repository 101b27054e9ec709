/** More points of the plane, as problems like those of `@downhill/problems`. */

import { blobs, circles, moons, type Problem, spiral, vertical, xor } from "@downhill/problems";
import { type Points, planeProblem } from "./network.ts";

const sets: readonly Omit<Points, "countable">[] = [
  {
    name: "deep-spiral",
    doc: "Three arms of a spiral.",
    make: (samplesPerClass, random) => spiral({ samplesPerClass, random }),
  },
  {
    name: "deep-moons",
    doc: "Two half circles that reach into each other.",
    make: (samplesPerClass, random) => moons({ samplesPerClass, random }),
  },
  {
    name: "circles",
    doc: "A circle around another.",
    make: (samplesPerClass, random) => circles({ samplesPerClass, random }),
  },
  {
    name: "xor",
    doc: "Four clouds, opposite ones of one class.",
    make: (samplesPerClass, random) => xor({ samplesPerClass, noise: 0.3, random }),
  },
  {
    name: "blobs",
    doc: "A round cloud for each of three classes.",
    make: (samplesPerClass, random) => blobs({ samplesPerClass, random }),
  },
  {
    name: "stripes",
    doc: "Three upright clouds side by side.",
    make: (samplesPerClass, random) => vertical({ samplesPerClass, random }),
  },
];

export const planes: Readonly<Record<string, Problem>> = Object.fromEntries(
  sets.map((set) => [set.name, planeProblem({ ...set, countable: true })]),
);

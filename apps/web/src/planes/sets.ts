/** The problems that are made here, as plain values: what trains them and what writes them down read the same. */

import type { ProblemOption } from "@downhill/problems";

/** Points of the plane by a maker of `@downhill/problems`. */
export interface PointSet {
  readonly doc: string;
  readonly maker: "blobs" | "circles" | "moons" | "spiral" | "vertical" | "xor";
  /** What it takes beside the number of points. */
  readonly options?: Readonly<Record<string, number>>;
  readonly classes: number;
}

export const sets: Readonly<Record<string, PointSet>> = {
  "deep-spiral": { doc: "Three arms of a spiral.", maker: "spiral", classes: 3 },
  "deep-moons": { doc: "Two half circles that reach into each other.", maker: "moons", classes: 2 },
  circles: { doc: "A circle around another.", maker: "circles", classes: 2 },
  xor: { doc: "Four clouds, opposite ones of one class.", maker: "xor", options: { noise: 0.3 }, classes: 2 },
  blobs: { doc: "A round cloud for each of three classes.", maker: "blobs", classes: 3 },
  stripes: { doc: "Three upright clouds side by side.", maker: "vertical", classes: 3 },
};

export type Whole = ProblemOption & {
  readonly scale: "whole";
  readonly default: number;
  readonly range: readonly [number, number];
};

const whole = (value: number, range: readonly [number, number], doc: string): Whole => {
  return { default: value, scale: "whole", range, doc };
};

export const ofPoints = { samplesPerClass: whole(100, [2, 2000], "points of each class") };

export const ofNetwork = {
  batchSize: whole(0, [0, 1024], "points of a step; 0 for all of them"),
  layers: whole(2, [1, 6], "hidden layers"),
  units: whole(32, [1, 256], "units of each"),
  activation: whole(0, [0, 3], "0 ReLU, 1 tanh, 2 GELU, 3 sigmoid"),
};

/** As `@downhill/core` exports them, in the order of the option. */
export const activations = ["relu", "tanh", "gelu", "sigmoid"] as const;

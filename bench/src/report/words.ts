import { count } from "../count.ts";
import type { Plan, Track } from "../plan/plan.ts";
import type { Middle } from "../statistics/median.ts";
import type { Share } from "../statistics/wilson.ts";
import type { Against } from "./against.ts";
import type { Rank } from "./ranks.ts";
import type { Section } from "./sections.ts";
import type { Suite } from "./suites.ts";

/** 312, 1,250, or never. */
export const evaluations = (x: number): string => (Number.isFinite(x) ? Math.round(x).toLocaleString("en") : "never");

/** The ends of an interval of evaluations: `280–350`, `410–∞`. */
export const between = ({ low, high }: Middle): string => {
  const end = (x: number) => (Number.isFinite(x) ? evaluations(x) : "∞");
  return `${end(low)}–${end(high)}`;
};

export const percent = (share: number): string => `${Math.round(100 * share)}`;

/** `72–100 %` */
export const shares = ({ low, high }: Share): string => `${percent(low)}–${percent(high)} %`;

/** A loss in three digits; infinite where half of the runs diverged. */
export function loss(x: number): string {
  if (!Number.isFinite(x)) return "diverged";
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return x.toExponential(1);
  return size < 1000 ? x.toPrecision(3) : Number(x.toPrecision(3)).toLocaleString("en");
}

/** A score or a difference of two: `0.71`, `+0.20`. */
export const score = (x: number): string => x.toFixed(2);
export const signed = (x: number): string => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(2)}`;

/** `2`, or `1–4` where more than one place is possible. */
export const place = ([best, worst]: Rank): string => (best === worst ? `${best}` : `${best}–${worst}`);

/** `fewer`, `more`, `–` where no difference is shown. */
export const sign = (test: Against | undefined): string =>
  test ? (test.verdict === "no difference shown" ? "–" : test.verdict) : "baseline";

/** Beyond so many names nobody reads on: the tables have them all. */
const MOST_NAMES = 10;

/** `a`, `a and b`, `a, b and c`; of many the first ones and `12 others`. */
export function list(names: readonly string[]): string {
  if (names.length > MOST_NAMES)
    return list([...names.slice(0, MOST_NAMES - 2), `${names.length - MOST_NAMES + 2} others`]);
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** What a hyperparameter is shown as: four digits do. */
export const setting = (value: number | boolean): string =>
  typeof value === "boolean" ? String(value) : String(Number(value.toPrecision(4)));

export const trackNames: Readonly<Record<Track, string>> = {
  constant: "constant rates",
  cosine: "rates that warm up and fall as a cosine",
  defaults: "published defaults alone, with one and a half times the budget",
};

export function headline({ suite, optimizers, problems, tracks, trials, tuningSeeds, testSeeds }: Plan): string {
  const most = trials.at(-1)!;
  const isTuned = most > 1 && tracks.some((track) => track !== "defaults");
  const rates = tracks.length === 1 ? `, ${trackNames[tracks[0]!]}` : "";
  const best = isTuned ? `, the best of ${most} trials on ${count(tuningSeeds.length, "other")}` : "";
  return `${suite}: ${count(optimizers.length, "optimizer")} on ${count(problems.length, "problem")}${rates}; ${count(testSeeds.length, "seed")}${best}`;
}

/** `4 trials`; a single one is the published defaults. */
export const trialsTitle = (trials: number): string => (trials === 1 ? "defaults" : `${trials} trials`);

export function sectionTitle({ problem, target, budget }: Section): string {
  const within = `within ${evaluations(budget)} evaluations`;
  return `${problem.name} (${problem.group}), target "${target.name}": a loss of ${setting(target.loss)} ${within}`;
}

export const suiteTitle = ({ group, problems }: Suite): string =>
  `${group} problems together (${list(problems)}): scores from 0 to 1`;

/** 0.03, or below what three digits show. */
export const probability = (p: number): string =>
  p < 0.001 ? "< 0.001" : p.toFixed(3).replace(/0+$/, "").replace(/\.$/, "");

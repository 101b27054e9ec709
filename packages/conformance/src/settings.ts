import type { FloatArray, Hyperparameter } from "@downhill/plugin";
import { firstDifference } from "./assert.ts";
import { notFinite, task, train, valuesOf } from "./fixtures.ts";
import type { Numbers } from "./options.ts";
import type { Found, Setting, Subject } from "./subject.ts";

/** Steps after which a hyperparameter must have mattered: more than a wrapper's usual cycle. */
const steps = 8;

/**
 * For each hyperparameter a value off its default that changes the trajectory, beside the default in the same company:
 * by itself, beside `options.settings`, or beside one other hyperparameter off its default.
 */
export function findSettings(subject: Subject): Found {
  const { plugin, options } = subject;
  const settings: Setting[] = [];
  const idle: string[] = [];
  const runs = new Map<string, Outcome | undefined>();
  const outcome = (hyper: Numbers) => {
    const key = JSON.stringify(hyper);
    if (!runs.has(key)) runs.set(key, run(subject, hyper));
    return runs.get(key);
  };
  const matters = (name: string, company: Numbers, tries = Infinity) => {
    const { [name]: told, ...beside } = company;
    const without = outcome(beside);
    const values = told === undefined ? offDefault(plugin.hyper[name]!, options.hyper?.[name]).slice(0, tries) : [told];
    for (const value of values) {
      const hyper = { ...beside, [name]: value };
      const one = outcome(hyper);
      if (one && without && firstDifference(one, without, Object.is)) return hyper;
    }
    return undefined;
  };
  for (const name of Object.keys(plugin.hyper)) {
    const hyper = options.settings?.[name] ? matters(name, options.settings[name]) : search(subject, name, matters);
    if (hyper) settings.push({ name, hyper });
    else idle.push(name);
  }
  return { settings, idle };
}

/** Alone, or beside one other: first those that are off by default, which are what mostly switches something on. */
function search(
  { plugin, options }: Subject,
  name: string,
  matters: (name: string, company: Numbers, tries?: number) => Numbers | undefined,
): Numbers | undefined {
  const alone = matters(name, {});
  if (alone) return alone;
  const others = Object.entries(plugin.hyper).filter(([other]) => other !== name);
  const isOff = ([, { scale, default: usual }]: (typeof others)[number]) => scale === "flag" || usual === 0;
  for (const [other, spec] of [...others.filter(isOff), ...others.filter((each) => !isOff(each))])
    for (const value of offDefault(spec, options.hyper?.[other]).slice(0, tries)) {
      const both = matters(name, { [other]: value }, tries);
      if (both) return both;
    }
  return undefined;
}

/** How many values of each of two hyperparameters are tried together. */
const tries = 3;

/** Values that make sense and are not the default, the ordinary ones first. */
export function offDefault({ default: usual, range, scale }: Hyperparameter, given = usual): number[] {
  const [low, high] = range;
  const candidates = {
    flag: [1 - given],
    decay: [0.5, 0.9, low, high, 0],
    log: [given * 3, given / 3, high, 0.1, 1, low, 0],
    linear: [(low + high) / 2, low + (high - low) / 4, high, low, 0],
    whole: [given + 1, 2, 3, 1, high, low, 0],
  }[scale];
  return [...new Set(candidates)].filter((x) => x !== given && Number.isFinite(x));
}

interface Outcome {
  readonly values: Readonly<Record<string, FloatArray>>;
  readonly weights: Readonly<Record<string, FloatArray>>;
  readonly evaluations: number;
}

/** Where the first steps lead; undefined where there is no such optimizer, or it leads nowhere. */
function run({ make, plugin }: Subject, hyper: Numbers): Outcome | undefined {
  const work = task(Float64Array);
  try {
    const optimizer = make(work, hyper);
    train(optimizer, work, steps / 2);
    // What remembers the rate, and what does not, part here.
    if (plugin.hyper.lr && !plugin.hyper.lr.fixed) optimizer.hyper.lr! *= 0.7;
    train(optimizer, work, steps / 2);
    const weights = { ...optimizer.weights() };
    const { evaluations } = optimizer;
    const values = valuesOf(work);
    return notFinite(values) || notFinite(weights) ? undefined : { values, weights, evaluations };
  } catch {
    return undefined;
  }
}

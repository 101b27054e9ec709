import type { NamedParameters, Plugin } from "@downhill/plugin";
import { notFinite, shapes, task, train, types } from "./fixtures.ts";
import type { ConformanceOptions, Numbers } from "./options.ts";
import { findSettings } from "./settings.ts";
import type { Found, Setting, Subject } from "./subject.ts";
import { undisturbed } from "./undisturbed.ts";

export function examine(plugin: Plugin, options: ConformanceOptions = {}): Subject {
  let found: Found | undefined;
  let settings: readonly Setting[] | undefined;
  const make: Subject["make"] = (parameters, hyper = {}, given = {}) =>
    plugin(
      (typeof parameters.at === "function" ? parameters.parameters : parameters) as NamedParameters,
      { ...options.hyper, ...hyper },
      { ...options.options, ...given },
    );
  const self: Subject = {
    plugin,
    options,
    make,
    undisturbed: undisturbed(make),
    typesOf: () => types,
    get found() {
      found ??= findSettings(self);
      return found;
    },
    get settings() {
      settings ??= [{ name: "defaults", hyper: {} }, ...self.found.settings, ...everything(self)];
      return settings;
    },
  };
  return self;
}

/**
 * The same with fewer settings: the defaults, everything, and a third of the others, which is another one for the next
 * check; each but the defaults with one type of arrays.
 */
export function sampled(subject: Subject, check: number): Subject {
  const { settings } = subject;
  const isIn = (_: Setting, i: number) => i === 0 || i === settings.length - 1 || (i + check) % 3 === 0;
  const typesOf = (name: string) => {
    const i = settings.findIndex((setting) => setting.name === name);
    return i === 0 ? types : [types[(i + check) % 2]!];
  };
  return Object.create(subject, { settings: { get: () => settings.filter(isIn) }, typesOf: { value: typesOf } });
}

/** As many hyperparameters off their defaults at once as there can be. */
function everything(subject: Subject): Setting[] {
  let hyper: Numbers = {};
  for (const { hyper: more } of subject.found.settings) {
    const both = { ...hyper, ...more };
    if (isSound(subject, both)) hyper = both;
  }
  return Object.keys(hyper).length ? [{ name: "everything", hyper }] : [];
}

/** Whether there may be such an optimizer, and its weights stay finite. */
function isSound({ make }: Subject, hyper: Numbers): boolean {
  const work = task(Float32Array, { shapes });
  try {
    const optimizer = make(work, hyper);
    train(optimizer, work, 8);
    return notFinite(optimizer.weights()) === undefined;
  } catch {
    return false;
  }
}

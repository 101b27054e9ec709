import { checkFunction, isList, refuse } from "@downhill/plugin/arguments";
import type { Loss } from "../losses/loss.ts";
import type { Metrics } from "./means.ts";
import type { FitCallback, Stepper } from "./options.ts";

const MOMENTS = ["onStart", "onBatch", "onEpoch", "onEnd"] as const;
type Moment = (typeof MOMENTS)[number];

type Callback<O extends Stepper, L extends Loss, M extends Metrics> = FitCallback<O, L, M>;

/**
 * The callbacks of `fit`'s options: these themselves, and then those in their list.
 * @throws TypeError for one that is none, or whose members are no functions.
 */
export function callbacksOf<O extends Stepper, L extends Loss, M extends Metrics>(
  options: Callback<O, L, M> & { readonly callbacks?: readonly Callback<O, L, M>[] | undefined },
): readonly Callback<O, L, M>[] {
  const { callbacks = [] } = options;
  for (const moment of MOMENTS) if (options[moment] !== undefined) checkFunction("fit", moment, options[moment]);
  if (!isList(callbacks)) refuse("fit", "callbacks", "a list of callbacks", callbacks);
  for (let i = 0; i < callbacks.length; i++) checkCallback(`callbacks[${i}]`, callbacks[i]);
  return [options, ...callbacks];
}

function checkCallback(what: string, callback: unknown): void {
  const wanted = "an object with onStart, onBatch, onEpoch or onEnd";
  if (typeof callback !== "object" || callback === null) refuse("fit", what, wanted, callback);
  const members = callback as Record<string, unknown>;
  const has = MOMENTS.filter((moment) => members[moment] !== undefined);
  if (has.length === 0) refuse("fit", what, wanted, callback);
  for (const moment of has) checkFunction("fit", `${what}.${moment}`, members[moment]);
}

/**
 * Tells all callbacks; whether none of them said false.
 * @throws TypeError for a promise, which would count as anything but false.
 */
export function tell<O extends Stepper, L extends Loss, M extends Metrics, K extends Moment>(
  callbacks: readonly Callback<O, L, M>[],
  moment: K,
  told: Parameters<NonNullable<Callback<O, L, M>[K]>>[0],
): boolean {
  let on = true;
  for (const callback of callbacks) {
    const answer: unknown = callback[moment]?.(told as never);
    if (answer === false) on = false;
    else if (isPromise(answer)) {
      throw new TypeError(`fit: ${moment} returned a promise, which fit does not wait for: it must not be async`);
    }
  }
  return on;
}

/** Tells all of them that the training has ended, whatever one of them throws; the first of what they throw is thrown. */
export function tellEnd<O extends Stepper, L extends Loss, M extends Metrics>(
  callbacks: readonly Callback<O, L, M>[],
  end: Parameters<NonNullable<Callback<O, L, M>["onEnd"]>>[0],
): void {
  const errors: unknown[] = [];
  for (const callback of callbacks) {
    try {
      tell([callback], "onEnd", end);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

function isPromise(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && typeof (answer as { then?: unknown }).then === "function";
}

import { checkFunction, isList, refuse } from "@downhill/plugin/arguments";
import type { Loss } from "../losses/loss.ts";
import type { Metrics } from "./means.ts";
import type { FitCallback, Stepper } from "./options.ts";

const MOMENTS = ["onStart", "onBatch", "onEpoch", "onEnd"] as const;
type Moment = (typeof MOMENTS)[number];

type Callback<O extends Stepper, L extends Loss, M extends Metrics> = FitCallback<O, L, M>;

/**
 * The callbacks of a training's options: these themselves, and then those in their list.
 * @throws TypeError for one that is none, or whose members are no functions.
 */
export function callbacksOf<O extends Stepper, L extends Loss, M extends Metrics>(
  owner: string,
  options: Callback<O, L, M> & { readonly callbacks?: readonly Callback<O, L, M>[] | undefined },
): readonly Callback<O, L, M>[] {
  const { callbacks = [] } = options;
  for (const moment of MOMENTS) if (options[moment] !== undefined) checkFunction(owner, moment, options[moment]);
  if (!isList(callbacks)) refuse(owner, "callbacks", "a list of callbacks", callbacks);
  for (let i = 0; i < callbacks.length; i++) checkCallback(owner, `callbacks[${i}]`, callbacks[i]);
  return [options, ...callbacks];
}

function checkCallback(owner: string, what: string, callback: unknown): void {
  const wanted = "an object with onStart, onBatch, onEpoch or onEnd";
  if (typeof callback !== "object" || callback === null) refuse(owner, what, wanted, callback);
  const members = callback as Record<string, unknown>;
  const has = MOMENTS.filter((moment) => members[moment] !== undefined);
  if (has.length === 0) refuse(owner, what, wanted, callback);
  for (const moment of has) checkFunction(owner, `${what}.${moment}`, members[moment]);
}

/** What callbacks are told at a moment. */
type Told<O extends Stepper, L extends Loss, M extends Metrics, K extends Moment> = Parameters<
  NonNullable<Callback<O, L, M>[K]>
>[0];

/** Tells all callbacks; whether none of them said false, or a promise of that. */
export type Tell = <O extends Stepper, L extends Loss, M extends Metrics, K extends Moment>(
  owner: string,
  callbacks: readonly Callback<O, L, M>[],
  moment: K,
  told: Told<O, L, M, K>,
) => boolean | Promise<boolean>;

/**
 * Tells all callbacks; whether none of them said false.
 * @throws TypeError for a promise, which would count as anything but false.
 */
export function tell<O extends Stepper, L extends Loss, M extends Metrics, K extends Moment>(
  owner: string,
  callbacks: readonly Callback<O, L, M>[],
  moment: K,
  told: Told<O, L, M, K>,
): boolean {
  let on = true;
  for (const callback of callbacks) {
    const answer: unknown = callback[moment]?.(told as never);
    if (answer === false) on = false;
    else if (isPromise(answer)) {
      throw new TypeError(
        `${owner}: ${moment} returned a promise, which ${owner} does not wait for, as fitAsync does: it must not be async`,
      );
    }
  }
  return on;
}

/** The same, waiting for what is promised, one after the other; there is a promise only where a callback gave one. */
export function tellAsync<O extends Stepper, L extends Loss, M extends Metrics, K extends Moment>(
  owner: string,
  callbacks: readonly Callback<O, L, M>[],
  moment: K,
  told: Told<O, L, M, K>,
): boolean | Promise<boolean> {
  let on = true;
  for (let i = 0; i < callbacks.length; i++) {
    const answer: unknown = callbacks[i]![moment]?.(told as never);
    if (answer === false) on = false;
    else if (isPromise(answer)) {
      const others = callbacks.slice(i + 1);
      return answer.then(async (value) => {
        const rest = await tellAsync(owner, others, moment, told);
        return on && value !== false && rest;
      });
    }
  }
  return on;
}

/** Tells all of them that the training has ended, whatever one of them throws; the first of what they throw is thrown. */
export function tellEnd<O extends Stepper, L extends Loss, M extends Metrics>(
  owner: string,
  callbacks: readonly Callback<O, L, M>[],
  end: Told<O, L, M, "onEnd">,
): void {
  const errors: unknown[] = [];
  for (const callback of callbacks) {
    try {
      tell(owner, [callback], "onEnd", end);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** The same, waiting for what is promised. */
export async function tellEndAsync<O extends Stepper, L extends Loss, M extends Metrics>(
  owner: string,
  callbacks: readonly Callback<O, L, M>[],
  end: Told<O, L, M, "onEnd">,
): Promise<void> {
  const errors: unknown[] = [];
  for (const callback of callbacks) {
    try {
      await tellAsync(owner, [callback], "onEnd", end);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

function isPromise(answer: unknown): answer is Promise<unknown> {
  return typeof answer === "object" && answer !== null && typeof (answer as { then?: unknown }).then === "function";
}

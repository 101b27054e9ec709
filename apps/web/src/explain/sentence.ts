/** What one would say of a step, as far as its numbers say it themselves. */

import { percent } from "./numbers.ts";
import type { Observed } from "./observe.ts";
import type { Equation, Explained } from "./step.ts";
import { partsOf } from "./symbol.ts";
import { about, isLeaf, leaves, operation, summands, type Term } from "./term.ts";

/** A moving average or a sum: `v_t = kept · v_{t-1} + …`. */
interface Memory {
  readonly name: string;
  readonly value: number;
  readonly symbol: string;
  /** What is kept of it from one step to the next, from 0 to 1. */
  readonly kept: number;
  /** What this step has added. */
  readonly fresh: number;
}

const combining: Readonly<Record<string, string>> = { "^": "\u0302", "¯": "\u0304", "~": "\u0303", "": "" };

/** `v̂`, `vᵐᵃˣ`: a symbol in running text, without the step's number. */
function inText(latex: string): string {
  const { base, accent, below, above } = partsOf(latex);
  const [index = ""] = below.split(",");
  const low = /^\d+$/.test(index) ? [...index].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("") : "";
  return `${base}${combining[accent]}${low}${above && ` ${above}`}`;
}

/** `k · x`, with x that symbol and k of the settings alone: k. */
function factorOf(term: Term, symbol: string): number | undefined {
  if (isLeaf(term)) return term.symbol === symbol ? 1 : undefined;
  const [a, b] = term.of as [Term, Term];
  if (term.op !== "*" || !b || !isLeaf(b) || b.symbol !== symbol) return undefined;
  return [...leaves(a)].some((each) => each.symbol?.includes("_{t-1}")) ? undefined : about(a);
}

/** Those lines that are memories, by the state that they move. */
export function memoriesOf({ equations }: Explained, before: Readonly<Record<string, number>>): Memory[] {
  return equations.flatMap(({ name, symbol, term, value }): Memory[] => {
    if (name === "w" || name === "y" || name === "z" || !Object.hasOwn(before, name)) return [];
    const former = symbol.replace(/_t(?![a-z])/, "_{t-1}").replace(/,t\}/, ",t-1}");
    const parts = summands(term);
    const [kept, ...others] = parts.map((each) => factorOf(each, former)).filter((each) => each !== undefined);
    const rest = parts.filter((each) => factorOf(each, former) === undefined);
    const again = rest.some((each) => [...leaves(each)].some((leaf) => leaf.symbol === former));
    if (kept === undefined || others.length || !rest.length || again || !(kept > 0 && kept <= 1)) return [];
    const fresh = about(rest.reduce((sum, each) => operation("+", sum, each)));
    return [{ name, symbol, value, kept, fresh }];
  });
}

/** The step that a sum of what is never negative owes most to, and its share. */
export function largestOf(
  { kept }: Pick<Memory, "kept">,
  trail: readonly number[],
  step: number,
): { step: number; share: number } | undefined {
  const total = trail.at(-1)!;
  let [found, most] = [-1, 0];
  let weight = 1;
  for (let i = trail.length - 1; i > 0 && weight * total > 0; i--) {
    const added = (trail[i]! - kept * trail[i - 1]!) * weight;
    if (added > most) [found, most] = [step - (trail.length - 1 - i), added];
    weight *= kept;
  }
  // What came before the trail is one lump: it may hide a larger one.
  const first = step - trail.length + 1;
  const older = weight * trail[0]!;
  if (older > most) return first === 1 ? { step: 1, share: older / total } : undefined;
  return found < 0 ? undefined : { step: found, share: most / total };
}

/** Whether it, or what is made of it at this step, is divided by. */
function divides(symbol: string, equations: readonly Equation[], memories: readonly Memory[]): boolean {
  const isIn = (term: Term) => [...leaves(term)].some((each) => each.symbol === symbol);
  const under = (term: Term): boolean =>
    !isLeaf(term) && ((term.op === "/" && isIn(term.of[1]!)) || term.of.some(under));
  return equations.some((each) => {
    if (each.symbol === symbol) return false;
    if (under(each.term)) return true;
    return (
      isIn(each.term) &&
      !memories.some((other) => other.symbol === each.symbol) &&
      divides(each.symbol, equations, memories)
    );
  });
}

const times = (ratio: number): string =>
  ratio >= 10 ? String(Math.round(ratio)) : String(Number(ratio.toPrecision(2)));

/** One or two sentences; none where nothing can be said that is not in the formulas. */
export function sentencesOf({ explained, before, trail, step, hyper, g }: Observed): string[] {
  if (!explained) return [];
  const { equations, delta } = explained;
  if (delta === 0) return [g === 0 ? "The weight rests: its gradient is 0." : "The weight rests at this step."];
  const memories = memoriesOf(explained, before);
  const isDivisor = ({ symbol, name }: Memory) =>
    (trail[name] ?? []).every((value) => value >= 0) && divides(symbol, equations, memories);
  return [sizeOf(), wayOf()].filter((each) => each !== undefined);

  /** What the step is, compared with the rate, and what has made it so. */
  function sizeOf(): string | undefined {
    const divisor = memories.find((each) => each.value > 0 && isDivisor(each));
    const share = Math.abs(delta) / Number(hyper.lr);
    if (!divisor || !Number.isFinite(share)) return onlyGradient();
    const part = share >= 10 ? `${times(share)} times ` : Math.abs(share - 1) < 0.005 ? "" : `${percent(share)} of `;
    return `The step is ${part}the rate: ${inText(divisor.symbol)}, which divides it, ${remembered(divisor)}.`;
  }

  function remembered(divisor: Memory): string {
    const { kept, fresh, value, name } = divisor;
    const own = fresh / value;
    if (own >= 0.25) return `is ${percent(own)} this very gradient`;
    const largest = largestOf(divisor, trail[name] ?? [], step);
    const alone = largest && largest.step !== step && largest.share >= 0.02 ? largest : undefined;
    // An average of this gradient's squares, or their sum: of as many as there were steps.
    const unit = kept < 1 ? 1 - kept : 1;
    if (fresh === 0 || Math.abs(fresh / (unit * g * g) - 1) > 1e-3)
      return `is memory of earlier steps${alone ? `, ${percent(alone.share)} of it of step ${alone.step} alone` : ""}`;
    const count = kept < 1 ? (1 - kept ** step) / unit : step;
    const ratio = Math.sqrt(value / (fresh * count));
    const gradients = `remembers gradients ${times(ratio)} times as large as this one`;
    return alone ? `${gradients}, step ${alone.step} above all (${percent(alone.share)} of it)` : gradients;
  }

  function onlyGradient(): string | undefined {
    const [only] = equations;
    if (equations.length !== 1 || !only || summands(only.term).length !== 2) return undefined;
    return "The step is the rate times the gradient, and nothing else.";
  }

  /** What has given the step its sign. */
  function wayOf(): string | undefined {
    const direction = memories.find((each) => !isDivisor(each));
    if (!direction) return undefined;
    const text = inText(direction.symbol);
    const share = direction.fresh / direction.value;
    if (g !== 0 && Math.sign(g) === Math.sign(delta))
      return `It goes against its gradient: ${text} still remembers steps of the other sign.`;
    if (share > 1) return `This gradient has turned ${text}, its direction, which remembered the other sign.`;
    if (share >= 0.5) return `${percent(share)} of ${text}, its direction, is this gradient.`;
    return share >= 0 ? `${percent(1 - share)} of ${text}, its direction, is memory of earlier gradients.` : undefined;
  }
}

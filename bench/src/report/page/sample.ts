import { pretend } from "../pretend.ts";
import { report } from "../report.ts";
import { html } from "./html.ts";

/** A `report.html` of results that are made up, with all that there can be in one: for the tests in a browser. */
export function sample(): Promise<string> {
  const optimizers = {
    ...{ adam: { typical: 100 }, adamw: { typical: 110 }, muon: { typical: 60 }, slow: { typical: 250, misses: 0.2 } },
    ...{ wild: { typical: 120, diverges: 0.4 }, never: { typical: 5000 }, burst: { typical: 90, diverges: 1 } },
    ...{ "lookahead(clip(adam))": { typical: 130 }, "<b>&amp;": { typical: 300 } },
  };
  const { plan, lines, winners } = pretend(optimizers);
  const memory = { adam: 2, adamw: 2, muon: 1, slow: 0, wild: 1, never: 6, burst: 1, "lookahead(clip(adam))": 3 };
  return html(report(plan, lines, winners), lines, memory);
}

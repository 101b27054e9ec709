/** The explanation by itself, over runs that the page makes. */

import { optimizers } from "@downhill/catalog";
import type { Plugin } from "@downhill/plugin";
import { selfContained } from "@downhill/problems/self-contained";
import explain from "../src/explain/explain.css?inline";
import { observer } from "../src/explain/observe.ts";
import { type ExplainState, mount } from "../src/explain/view.ts";
import rooms from "../src/style/main.css?inline";
import { colourOf, dashOf } from "../src/theme.ts";

for (const text of [rooms, explain]) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}

const plugins: Readonly<Record<string, Plugin>> = optimizers;
const entries = {
  adam: { lr: 0.05 },
  sgd: { lr: 1, momentum: 0.9 },
  rmsprop: { lr: 0.005 },
  yogi: { lr: 0.05 },
  muon: {},
} as const;

const observers = Object.fromEntries(
  Object.entries(entries).map(([name, hyper]) => {
    const spec = { version: 1, problem: { name: "spiral" }, optimizer: name, hyper, seed: 0, budget: 3000 } as const;
    return [name, observer(spec, { optimizers: plugins, problems: selfContained }, plugins[name]!)];
  }),
);

const asked = new URLSearchParams(location.hash.slice(1));
let state: ExplainState = {
  lanes: Object.keys(entries).map((name, i) => ({ id: name, name, colour: colourOf(i), dash: dashOf(i) })),
  lane: asked.get("lane") ?? "adam",
  other: asked.get("other"),
  step: Number(asked.get("step") ?? 388),
  most: 3000,
  place: null,
};
const main = document.createElement("main");
document.documentElement.lang = "en";
document.body.append(main);
const room = mount(main, state, {
  observe: async (lane, step, place) => observers[lane]!.observe(step, place ?? undefined),
  onChange(change) {
    state = { ...state, ...change };
    room.update(state);
  },
});

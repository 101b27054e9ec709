/** The room of surfaces by itself, over runs that the page makes. */

import { parse } from "@downhill/catalog";
import { selfContained } from "@downhill/problems/self-contained";
import main from "../src/style/main.css?inline";
import { bestRate, pathOf, specOf, valuesOf } from "../src/surfaces/paths.ts";
import surfaces from "../src/surfaces/surfaces.css?inline";
import { mount } from "../src/surfaces/view.ts";

for (const text of [main, surfaces]) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}

const surroundings = { optimizers: parse, problems: selfContained };
const element = document.createElement("main");
document.documentElement.lang = "en";
document.body.append(element);

mount(
  element,
  {
    lanes: [
      { id: "0", name: "Adam", pen: 0, optimizer: "adam", hyper: { lr: 0.07 } },
      { id: "1", name: "SGD with momentum", pen: 1, optimizer: "sgd", hyper: { lr: 0.7, momentum: 0.9 } },
      { id: "2", name: "RMSProp", pen: 2, optimizer: "rmsprop", hyper: { lr: 0.02 } },
      { id: "3", name: "Adagrad", pen: 3, optimizer: "adagrad", hyper: { lr: 0.1 } },
    ],
  },
  {
    field: async (surface, columns, rows) => valuesOf(surface, surface.window, columns, rows, surroundings),
    path: async (surface, walker, start, steps) => pathOf(specOf(surface, walker, start, steps), surroundings),
    rate: async (surface, walker, steps) => bestRate(surface, walker, steps, surroundings),
  },
);

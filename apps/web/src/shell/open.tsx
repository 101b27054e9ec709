/** Opens the app in an element. */

import { render } from "preact";
import { defaultRace } from "../race/default.ts";
import { director } from "../race/director.ts";
import { App } from "./app.tsx";
import { HouseProvider, house } from "./house.ts";

/** @returns closes it: no listener, worker or element is left */
export function openApp(root: HTMLElement): () => void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const directed = director(defaultRace, still);
  const opened = house(directed);
  render(
    <HouseProvider value={opened}>
      <App />
    </HouseProvider>,
    root,
  );
  return () => {
    render(null, root);
    opened.close();
    directed.destroy();
  };
}

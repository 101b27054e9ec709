/** Opens the app in an element. */

import { render } from "preact";
import { defaultRace } from "../race/default.ts";
import { director } from "../race/director.ts";
import { laneName } from "../race/words.ts";
import { readLink, type Shared } from "../share/link.ts";
import { proofOf } from "../share/proof.ts";
import { App } from "./app.tsx";
import { type House, HouseProvider, house } from "./house.ts";

/**
 * @param link what the address has after its #
 * @returns closes it: no listener, worker or element is left
 */
export function openApp(root: HTMLElement, link: string): () => void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const { shared, wrong } = read(link);
  const directed = director(shared?.race ?? defaultRace, { still, at: shared?.at ?? null, fallback: defaultRace });
  if (wrong) directed.notify(wrong);
  const opened = house(directed);
  if (shared?.at != null) prove(opened, shared, shared.at);
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

function read(link: string): { readonly shared: Shared | null; readonly wrong: string | null } {
  try {
    return { shared: readLink(link), wrong: null };
  } catch (error) {
    return { shared: null, wrong: `${(error as Error).message} This is the usual race.` };
  }
}

/** Says beside the verdict whether the race is the one that was shared, once it is where that was. */
async function prove({ director: { hashes, store }, proof }: House, { seen }: Shared, at: number): Promise<void> {
  const { race } = store.get();
  const found = await hashes(at);
  const { lanes, race: now } = store.get();
  if (now !== race || lanes.length !== seen.length) return;
  proof.value = proofOf(
    lanes.map((lane, i) => {
      return { name: laneName(lane, lanes), curve: lane.curve, hash: found[lane.id] ?? "", seen: seen[i]! };
    }),
  );
}

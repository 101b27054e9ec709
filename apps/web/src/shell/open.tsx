/** Opens the app in an element. */

import { render } from "preact";
import { defaultRace } from "../race/default.ts";
import { director } from "../race/director.ts";
import { laneName } from "../race/words.ts";
import type { Shared } from "../share/link.ts";
import { App } from "./app.tsx";
import { type House, HouseProvider, house } from "./house.ts";

/**
 * @param link what the address has after its #
 * @returns closes it: no listener, worker or element is left
 */
export function openApp(root: HTMLElement, link: string): () => void {
  if (link.length <= 1) return openRace(root, NOTHING);
  let closed = false;
  let close = () => {
    closed = true;
  };
  // Who opens the page without a link need not wait for what reads one.
  import("../share/link.ts").then(({ readLink }) => {
    if (!closed) close = openRace(root, read(link, readLink));
  });
  return () => close();
}

/** What a link has, and what is wrong with it. */
interface Linked {
  readonly shared: Shared | null;
  readonly wrong: string | null;
}

const NOTHING: Linked = { shared: null, wrong: null };

function openRace(root: HTMLElement, { shared, wrong }: Linked): () => void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
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
  const visible = sayWhenHidden(directed);
  return () => {
    visible();
    render(null, root);
    opened.close();
    directed.destroy();
  };
}

/** A hidden page gets no frames, and so does not train: its tab says so. @returns ends it */
function sayWhenHidden({ store }: House["director"]): () => void {
  const { title } = document;
  const listen = () => {
    document.title = document.hidden && store.get().playing ? `Paused while hidden · ${title}` : title;
  };
  document.addEventListener("visibilitychange", listen);
  return () => {
    document.removeEventListener("visibilitychange", listen);
    document.title = title;
  };
}

function read(link: string, readLink: (link: string) => Shared | null): Linked {
  try {
    return { shared: readLink(link), wrong: null };
  } catch (error) {
    return { shared: null, wrong: `${(error as Error).message} This is the usual race.` };
  }
}

/** Says beside the verdict whether the race is the one that was shared, once it is where that was. */
async function prove({ director: { hashes, store }, proof }: House, { seen }: Shared, at: number): Promise<void> {
  const { race } = store.get();
  const [{ proofOf }, found] = await Promise.all([import("../share/proof.ts"), hashes(at)]);
  const { lanes, race: now } = store.get();
  if (now !== race || lanes.length !== seen.length) return;
  proof.value = proofOf(
    lanes.map((lane, i) => {
      return { name: laneName(lane, lanes), curve: lane.curve, hash: found[lane.id] ?? "", seen: seen[i]! };
    }),
  );
}

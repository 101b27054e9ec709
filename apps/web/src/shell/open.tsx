/** Opens the app in an element. */

import { render } from "preact";
import { defaultRace } from "../race/default.ts";
import { director } from "../race/director.ts";
import { laneName } from "../race/words.ts";
import type { Shared } from "../share/link.ts";
import { App } from "./app.tsx";
import { type House, HouseProvider, house } from "./house.ts";
import { room } from "./rooms.tsx";
import { surfaced } from "./surfaced.ts";

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
  // Where paths are shared, the race behind them waits.
  const at = shared?.surface ? 0 : (shared?.at ?? null);
  const directed = director(shared?.race ?? defaultRace, { still, at, fallback: defaultRace });
  surfaced.opening = shared?.surface ? shared : null;
  room.value = shared?.surface ? "surfaces" : "race";
  if (wrong) directed.notify(wrong);
  const opened = house(directed);
  if (shared?.at != null && !shared.surface) prove(opened, shared, shared.at);
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
async function prove(
  { director: { hashes, store }, proof }: House,
  { seen, witness }: Shared,
  at: number,
): Promise<void> {
  const { race } = store.get();
  const [found, { proofOf }] = await Promise.all([hashes(at), import("../share/proof.ts")]);
  const { lanes, facts, race: now } = store.get();
  if (now !== race || lanes.length !== seen.length || !witness || !facts) return;
  const replayed = lanes.map((lane, i) => {
    return { name: laneName(lane, lanes), trail: lane.curve.trail, hash: found[lane.id] ?? "", seen: seen[i]! };
  });
  proof.value = proofOf(replayed, at, witness, facts);
}

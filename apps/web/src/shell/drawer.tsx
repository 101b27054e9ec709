/** A drawer beside the chart: what a step of the race did to one weight. */

import "../style/drawer.css";
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type ExplainOptions, type ExplainState, type Mounted, mount } from "../explain/view.ts";
import type { State } from "../race/state.ts";
import { laneName } from "../race/words.ts";
import { colourOf, dashOf } from "../theme.ts";
import { type Asked, explained } from "./explained.ts";
import { type House, useHouse } from "./house.ts";
import { useMounted } from "./mounted.ts";

export function Drawer() {
  const here = useHouse();
  const drawer = useRef<HTMLDivElement>(null);
  const close = () => {
    explained.value = null;
  };
  useEffect(() => {
    const before = document.activeElement;
    drawer.current?.focus({ preventScroll: true });
    // Where the drawer lies under the chart, the chart comes up to be seen.
    if (drawer.current && drawer.current.offsetTop > 0) document.querySelector(".figures")?.scrollIntoView();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const element = useMounted((to) => watched(here, (state) => mount(to, state, optionsOf(here))));
  return (
    <div
      ref={drawer}
      class="drawer"
      role="dialog"
      aria-label="Explain this step"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <div class="heading">
        <h2>Explain this step</h2>
        <button type="button" class="quiet" onClick={close}>
          Close
        </button>
      </div>
      <div ref={element} />
    </div>
  );
}

/** Milliseconds from one step to the next, while the race runs. */
const PACE = 250;

/** Mounts it with what there is to be explained, and tells it of what changes. */
function watched({ director }: House, mount: (state: ExplainState) => Mounted<ExplainState>): () => void {
  let mounted: Mounted<ExplainState> | undefined;
  let last = "";
  let shown = 0;
  const look = (): void => {
    const asked = explained.peek();
    const state = director.store.get();
    if (asked === null || state.catchingUp || (state.playing && performance.now() - shown < PACE)) return;
    const next = stateOf(asked, state);
    if (!next) {
      explained.value = null;
      return;
    }
    const key = JSON.stringify(next);
    if (key === last) return;
    last = key;
    shown = performance.now();
    if (mounted) mounted.update(next);
    else mounted = mount(next);
  };
  const ends = [
    director.store.subscribe(look),
    effect(() => {
      void explained.value;
      look();
    }),
  ];
  return () => {
    for (const end of ends) end();
    mounted?.destroy();
  };
}

/** What the drawer shows of the race where it is; undefined where the lane is gone. */
function stateOf({ pen: asked, otherPen, place }: Asked, { lanes, course }: State): ExplainState | undefined {
  const found = lanes.find(({ pen }) => pen === asked);
  if (!found) return undefined;
  const beside = lanes.find(({ pen }) => pen === otherPen && pen !== asked);
  return {
    lanes: lanes.map(({ id, pen, ...rest }) => {
      return {
        id: String(id),
        name: laneName({ id, pen, ...rest }, lanes, "label"),
        unverified: rest.contender?.unverified ?? false,
        colour: colourOf(pen),
        dash: dashOf(pen),
      };
    }),
    ...{ lane: String(found.id), other: beside ? String(beside.id) : null, place },
    ...{ step: Math.max(1, found.steps), most: Math.max(1, course.budget) },
  };
}

function optionsOf({ director }: House): ExplainOptions {
  const laneOf = (id: string) => director.store.get().lanes.find((lane) => lane.id === Number(id));
  const first = () => director.store.get().lanes.find(({ pen }) => pen === explained.peek()?.pen);
  return {
    async observe(id, step, place) {
      // Where the race is, each lane has taken as many steps as it could pay for.
      const [own, main] = [laneOf(id), first()];
      const taken = own && main && own !== main && step === main.steps ? own.steps : step;
      return await director.ask({ of: "step", lane: Number(id), step: Math.max(1, taken), place });
    },
    onChange({ step, ...change }) {
      const asked = explained.peek();
      if (!asked) return;
      const lane = first();
      // Evaluations a step, of this lane.
      const cost = lane && lane.steps > 0 ? Math.max(1, Math.round(director.store.get().at / lane.steps)) : 1;
      if (step !== undefined) director.seek(step * cost);
      explained.value = {
        ...asked,
        ...(change.lane !== undefined && { pen: laneOf(change.lane)?.pen ?? asked.pen }),
        ...(change.other !== undefined && { otherPen: laneOf(change.other ?? "")?.pen ?? null }),
        ...(change.place !== undefined && { place: change.place }),
      };
    },
  };
}

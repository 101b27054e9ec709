/** The room of surfaces, with the race's lanes. */

import { effect } from "@preact/signals";
import type { Director } from "../race/director.ts";
import type { State } from "../race/state.ts";
import { trailOf } from "../race/trail.ts";
import { laneName } from "../race/words.ts";
import { proofOf } from "../share/proof.ts";
import { mount, type Opening, type Source, type SurfacesState } from "../surfaces/view.ts";
import { useHouse } from "./house.ts";
import { useMounted } from "./mounted.ts";
import { surfaced } from "./surfaced.ts";

const lanesOf = ({ lanes }: State): SurfacesState => ({
  lanes: lanes.map((lane) => {
    const { optimizer, hyper } = lane.entry;
    return { id: String(lane.id), name: laneName(lane, lanes), pen: lane.pen, optimizer, hyper };
  }),
});

export function Surfaces() {
  const { director, state } = useHouse();
  const element = useMounted((to) => {
    const mounted = mount(to, lanesOf(state.peek()), sourceOf(director), {
      opening: openingOf(director),
      onShown(shown) {
        surfaced.shown = shown;
      },
    });
    const before = { lanes: state.peek().lanes };
    const end = effect(() => {
      const { lanes } = state.value;
      if (lanes.length === before.lanes.length && lanes.every(({ id }, i) => id === before.lanes[i]!.id)) return;
      before.lanes = lanes;
      mounted.update(lanesOf(state.value));
    });
    return () => {
      end();
      mounted.destroy();
    };
  });
  return <div ref={element} />;
}

/** What a link shows, once. */
function openingOf({ store }: Director): Opening | undefined {
  const { opening } = surfaced;
  surfaced.opening = null;
  if (!opening?.surface) return undefined;
  const { surface, seen, witness } = opening;
  return {
    surface,
    prove(paths) {
      const { lanes, facts } = store.get();
      if (!facts || !witness || seen.length !== paths.length) return "";
      const replayed = lanes.map((lane, i) => {
        const { values, hash } = paths[i]!;
        return { name: laneName(lane, lanes), trail: trailOf(values), hash, seen: seen[i]! };
      });
      return proofOf(replayed, surface.steps, witness, facts);
    },
  };
}

const sourceOf = ({ ask }: Director): Source => ({
  field: ({ id }, columns, rows) => ask({ of: "field", surface: id, columns, rows }),
  path: ({ id }, walker, start, steps) => ask({ of: "path", surface: id, walker, start, steps }),
  rate: ({ id }, walker, steps) => ask({ of: "rate", surface: id, walker, steps }),
});

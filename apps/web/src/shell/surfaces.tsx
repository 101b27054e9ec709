/** The room of surfaces, with the race's lanes. */

import { effect } from "@preact/signals";
import type { Director } from "../race/director.ts";
import type { State } from "../race/state.ts";
import { laneName } from "../race/words.ts";
import { mount, type Source, type SurfacesState } from "../surfaces/view.ts";
import { useHouse } from "./house.ts";
import { useMounted } from "./mounted.ts";

const lanesOf = ({ lanes }: State): SurfacesState => ({
  lanes: lanes.map((lane) => {
    const { optimizer, hyper } = lane.entry;
    return { id: String(lane.id), name: laneName(lane, lanes), pen: lane.pen, optimizer, hyper };
  }),
});

export function Surfaces() {
  const { director, state } = useHouse();
  const element = useMounted((to) => {
    const mounted = mount(to, lanesOf(state.peek()), sourceOf(director));
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

const sourceOf = ({ ask }: Director): Source => ({
  field: ({ id }, columns, rows) => ask({ of: "field", surface: id, columns, rows }),
  path: ({ id }, walker, start, steps) => ask({ of: "path", surface: id, walker, start, steps }),
  rate: ({ id }, walker, steps) => ask({ of: "rate", surface: id, walker, steps }),
});

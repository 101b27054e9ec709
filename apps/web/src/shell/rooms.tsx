/** The rooms of the app: the race, and those that come when one goes there. */

import { effect, signal } from "@preact/signals";
import type { Director } from "../race/director.ts";
import type { State } from "../race/state.ts";
import { laneName } from "../race/words.ts";
import type { SurfacesState } from "../surfaces/view.ts";
import { useHouse } from "./house.ts";
import { useMounted } from "./mounted.ts";

const rooms = { race: "Race", surfaces: "Surfaces" } as const;

export const room = signal<keyof typeof rooms>("race");

export function Rooms() {
  const { director } = useHouse();
  const go = (to: keyof typeof rooms) => {
    if (to !== "race") director.pause();
    room.value = to;
  };
  return (
    <nav class="rooms" aria-label="Rooms">
      {(Object.keys(rooms) as (keyof typeof rooms)[]).map((each) => (
        <button
          key={each}
          type="button"
          class="quiet"
          aria-current={room.value === each ? "page" : undefined}
          onClick={() => go(each)}
        >
          {rooms[each]}
        </button>
      ))}
    </nav>
  );
}

const lanesOf = ({ lanes }: State): SurfacesState => ({
  lanes: lanes.map((lane) => {
    const { optimizer, hyper } = lane.entry;
    return { id: String(lane.id), name: laneName(lane, lanes), pen: lane.pen, optimizer, hyper };
  }),
});

export function Surfaces() {
  const { director, state } = useHouse();
  const element = useMounted(
    () => import("../surfaces/view.ts"),
    (to, { mount }) => {
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
    },
  );
  return <div ref={element} />;
}

const sourceOf = ({ ask }: Director): Parameters<typeof import("../surfaces/view.ts").mount>[2] => ({
  field: ({ id }, columns, rows) => ask({ of: "field", surface: id, columns, rows }),
  path: ({ id }, walker, start, steps) => ask({ of: "path", surface: id, walker, start, steps }),
  rate: ({ id }, walker, steps) => ask({ of: "rate", surface: id, walker, steps }),
});

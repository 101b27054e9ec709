/** The rooms of the app: the race, and those that come when one goes there. */

import { signal } from "@preact/signals";
import { useHouse } from "./house.ts";
import { Later } from "./later.tsx";

const rooms = { race: "Race", surfaces: "Surfaces", bench: "Bench" } as const;

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

export const BenchRoom = () => <Later load={() => import("./bench.tsx")}>{({ Bench }) => <Bench />}</Later>;

export const SurfacesRoom = () => <Later load={() => import("./surfaces.tsx")}>{({ Surfaces }) => <Surfaces />}</Later>;

/** What each has learned: a map a lane. */

import { useEffect, useRef } from "preact/hooks";
import { mountBoundaryMap } from "../maps/boundary-map.ts";
import { percent } from "../race/numbers.ts";
import type { Standing } from "../race/standings.ts";
import { laneName } from "../race/words.ts";
import { useHouse } from "./house.ts";
import { Sample } from "./sample.tsx";

export function Maps() {
  const { state, standings } = useHouse();
  const { facts, lanes } = state.value;
  if (facts && !facts.plane) return null;
  return (
    <section class="maps" aria-label="What each has learned">
      {lanes.map((lane) => (
        <Tile key={lane.pen} standing={standings.value.find((standing) => standing.lane.id === lane.id)} id={lane.id} />
      ))}
    </section>
  );
}

function Tile({ id, standing }: { readonly id: number; readonly standing: Standing | undefined }) {
  const { director, state } = useHouse();
  const { lanes, lifted } = state.value;
  const host = useRef<HTMLDivElement>(null);
  const lane = lanes.find((each) => each.id === id)!;
  const name = laneName(lane, lanes, "phone");
  const diverged = standing?.diverged ?? null;

  useEffect(() => {
    const map = mountBoundaryMap(host.current!);
    const draw = () => {
      const { facts } = director.store.get();
      if (facts?.plane) map.update({ plane: facts.plane, map: director.maps.get(id) });
    };
    draw();
    const ends = [director.onFrame(draw), director.store.subscribe(draw)];
    return () => {
      for (const end of ends) end();
      map.destroy();
    };
  }, [director, id]);

  const accuracy = standing?.metric == null ? "" : percent(standing.metric);
  return (
    <figure
      class={`tile${lifted !== null && lifted !== id ? " dim" : ""}${diverged === null ? "" : " gone"}`}
      onPointerEnter={() => director.lift(id)}
      onPointerLeave={() => director.lift(null)}
    >
      <figcaption>
        <Sample pen={lane.pen} />
        <b>{name}</b>
        <span class="number">{diverged === null ? accuracy : "diverged"}</span>
      </figcaption>
      <div
        class="map"
        ref={host}
        role="img"
        aria-label={`Which class ${name} gives each place of the plane${accuracy && `: ${accuracy} of the points are right`}`}
      />
    </figure>
  );
}

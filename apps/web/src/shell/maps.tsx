/** What each has learned: a map a lane. */

import { useEffect, useRef } from "preact/hooks";
import type { Fit } from "../lanes/protocol.ts";
import { type BoundaryMap, mountBoundaryMap } from "../maps/boundary-map.ts";
import type { FitPicture } from "../maps/fit-picture.ts";
import { percent } from "../race/numbers.ts";
import type { Standing } from "../race/standings.ts";
import { laneName } from "../race/words.ts";
import { useHouse } from "./house.ts";
import { Sample } from "./sample.tsx";

export function Maps() {
  const { state, standings } = useHouse();
  const { facts, lanes } = state.value;
  if (facts && !facts.plane && !facts.fit) return null;
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
  const { lanes, lifted, facts } = state.value;
  const host = useRef<HTMLDivElement>(null);
  const lane = lanes.find((each) => each.id === id)!;
  const name = laneName(lane, lanes, "phone");
  const diverged = standing?.diverged ?? null;

  useEffect(() => {
    // A tile may be gone again before it was painted.
    const element = host.current;
    if (!element) return;
    let map: BoundaryMap | undefined;
    let picture: FitPicture | undefined;
    let loading = false;
    let gone = false;
    const drawFit = (fit: Fit) => {
      picture?.update({ fit, frame: director.fits.get(id) });
      if (picture || loading) return;
      loading = true;
      import("../maps/fit-picture.ts").then(({ mountFit }) => {
        if (gone) return;
        picture = mountFit(element);
        draw();
      });
    };
    const draw = () => {
      // Who leaves the race before its facts are there leaves no place to draw in.
      if (!host.current) return;
      const { facts } = director.store.get();
      if (facts?.plane) {
        map ??= mountBoundaryMap(element);
        map.update({ plane: facts.plane, map: director.maps.get(id) });
      } else if (facts?.fit) drawFit(facts.fit);
    };
    draw();
    const ends = [director.onFrame(draw), director.store.subscribe(draw)];
    return () => {
      for (const end of ends) end();
      gone = true;
      map?.destroy();
      picture?.destroy();
    };
  }, [director, id]);

  const accuracy = standing?.metric == null || (facts && facts.metric !== "accuracy") ? "" : percent(standing.metric);
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
        aria-label={labelOf(name, facts?.fit, accuracy)}
        title={facts?.fit?.of === "classes" ? CLASSES : undefined}
      />
    </figure>
  );
}

const CLASSES =
  "Of the points it learns from: a row for each class, a column for what it is taken for. The diagonal is right.";

function labelOf(name: string, fit: Fit | null | undefined, accuracy: string): string {
  const right = accuracy && `: ${accuracy} are right`;
  if (fit?.of === "curve") return `The curve that ${name} draws through the points`;
  if (fit)
    return `What ${name} takes each of the ${fit.count} classes for, of the points it learns from; of those it is judged by${right}`;
  return `Which class ${name} gives each place of the plane${accuracy && `: ${accuracy} of the points are right`}`;
}

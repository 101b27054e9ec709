/** Points of one's own: set by the pointer, or read from a table. */

import { useEffect, useRef, useState } from "preact/hooks";
import { type BoundaryMap, mountBoundaryMap } from "../maps/boundary-map.ts";
import { OWN } from "../planes/own-name.ts";
import { useHouse } from "./house.ts";

const MOST_BYTES = 20e6;
const CLASSES = ["dots", "crosses", "rings"] as const;

export function Editor({ close }: { readonly close: () => void }) {
  const { director, state } = useHouse();
  const [points, setPoints] = useState<readonly number[]>(state.value.course.points ?? []);
  const [chosen, setChosen] = useState(0);
  /** What is to be known of the file that was read last. */
  const [said, setSaid] = useState<string | null>(null);
  const host = useRef<HTMLDivElement>(null);
  const map = useRef<BoundaryMap | null>(null);

  useEffect(() => {
    const mounted = mountBoundaryMap(host.current!);
    map.current = mounted;
    return () => mounted.destroy();
  }, []);
  useEffect(() => {
    const labels = Uint8Array.from({ length: points.length / 3 }, (_, i) => points[3 * i + 2]!);
    const places = Float32Array.from({ length: 2 * labels.length }, (_, i) => points[3 * (i >> 1) + (i & 1)]!);
    map.current?.update({
      plane: { points: places, labels, classes: CLASSES.length, bounds: [-1.2, 1.2, -1.2, 1.2] },
      map: undefined,
    });
  }, [points]);

  const add = (event: PointerEvent) => {
    const { left, top, width, height } = host.current!.getBoundingClientRect();
    const x = ((event.clientX - left) / width) * 2.4 - 1.2;
    const y = 1.2 - ((event.clientY - top) / height) * 2.4;
    if (Math.abs(x) > 1.2 || Math.abs(y) > 1.2) return;
    setSaid(null);
    setPoints([...points, Math.fround(x), Math.fround(y), chosen]);
  };
  const read = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > MOST_BYTES) {
      setSaid(`${file.name} has ${Math.ceil(file.size / 1e6)} MB; ${MOST_BYTES / 1e6} MB are read at most.`);
      return;
    }
    setSaid("Reading …");
    try {
      const { points: found, note } = await director.ask({ of: "table", text: await file.text() });
      setPoints(found);
      setSaid(note);
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error));
    }
  };
  const race = () => {
    close();
    director.change({ problem: { name: OWN }, points: numbered(points), target: null, precision: "float32" });
  };
  const kinds = new Set(points.filter((_, i) => i % 3 === 2)).size;

  return (
    <div class="editor">
      <div
        class="map"
        ref={host}
        role="img"
        aria-label={`${points.length / 3} points of ${kinds} classes`}
        onPointerDown={add}
        onPointerMove={(event) => {
          if (event.buttons === 1 && Math.hypot(event.movementX, event.movementY) > 4) add(event);
        }}
      />
      <div class="tools">
        <div class="actions">
          {CLASSES.map((name, i) => (
            <label key={name} class="choice">
              <input type="radio" name="class" checked={chosen === i} onChange={() => setChosen(i)} /> {name}
            </label>
          ))}
        </div>
        <label class="small muted">
          A CSV whose first line names its columns: x, y, …, class
          <input
            type="file"
            accept=".csv,.tsv,.txt,text/csv"
            onClick={(event) => {
              // The same file again, once it has been mended, is a change as well.
              event.currentTarget.value = "";
            }}
            onChange={(event) => read(event.currentTarget.files?.[0])}
          />
        </label>
        <div class="actions">
          <button type="button" disabled={kinds < 2} onClick={race}>
            Race on {points.length / 3} points
          </button>
          <button type="button" disabled={points.length === 0} onClick={() => setPoints([])}>
            Clear
          </button>
        </div>
        <p class="small" role="alert">
          {said ?? (kinds < 2 ? "Click into the square: two classes at least." : "")}
        </p>
      </div>
    </div>
  );
}

/** The classes that there are, without gaps. */
function numbered(points: readonly number[]): number[] {
  const kinds = [...new Set(points.filter((_, i) => i % 3 === 2))].sort((a, b) => a - b);
  return points.map((value, i) => (i % 3 === 2 ? kinds.indexOf(value) : value));
}

/** What is taken away from a race: a link to it, a picture, its numbers. */

import "../style/panel.css";
import { useState } from "preact/hooks";
import { raceOf } from "../race/state.ts";
import { trailOf } from "../race/trail.ts";
import { sentenceOf } from "../race/words.ts";
import { csvOf } from "../share/csv.ts";
import { linkOf, type Shared } from "../share/link.ts";
import { download, pictureOf } from "../share/picture.ts";
import { seenOf, witnessOf } from "../share/proof.ts";
import { Copy } from "./copy.tsx";
import { type House, useHouse } from "./house.ts";
import { room } from "./rooms.tsx";
import { surfaced } from "./surfaced.ts";

export function Share() {
  const house = useHouse();
  const { director } = house;
  const [link, setLink] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const isOfSurface = room.value === "surfaces";
  const put = (shared: Shared) => {
    history.replaceState(null, "", `#${linkOf(shared)}`);
    setLink(location.href);
  };
  const makeOfSurface = () => {
    const now = director.store.get();
    if (!surfaced.shown || !now.facts) return setSaid("The paths are still on their way.");
    const { surface, paths } = surfaced.shown;
    const trails = paths.map(({ values }) => trailOf(values));
    const seen = paths.map(({ hash }, i) => seenOf(trails[i]!, surface.steps, hash));
    put({ race: raceOf(now), at: null, seen, witness: witnessOf(trails, surface.steps, now.facts), surface });
  };
  const make = async () => {
    director.pause();
    const { at } = director.store.get();
    const hashes = await director.hashes(at);
    const now = director.store.get();
    const seen = now.lanes.map(({ id, curve }) => seenOf(curve.trail, at, hashes[id] ?? ""));
    const trails = now.lanes.map(({ curve }) => curve.trail);
    put({ race: raceOf(now), at, seen, witness: witnessOf(trails, at, now.facts!) });
  };
  return (
    <div class="use-it">
      <p class="small muted">
        {isOfSurface
          ? "A link holds the function, the start and the optimizers. Who opens it sees the paths, and whether they are the same to the last bit."
          : "A link holds the whole race, up to the step that is shown. Who opens it sees it run again, and whether the weights are the same to the last bit."}
      </p>
      {link === null ? (
        <button type="button" data-first onClick={isOfSurface ? makeOfSurface : make}>
          Make a link
        </button>
      ) : (
        <Copy name="the link" text={link} />
      )}
      {said && (
        <p class="small" role="alert">
          {said}
        </p>
      )}
      {!isOfSurface && (
        <>
          <p class="small muted">The race's chart as a picture, or all that was measured:</p>
          <div class="actions">
            <button type="button" onClick={() => savePicture(house)}>
              Save as PNG
            </button>
            <button type="button" onClick={() => saveTable(house)}>
              Save as CSV
            </button>
          </div>
        </>
      )}
    </div>
  );
}

function savePicture({ director }: House): void {
  const chart = document.querySelector<HTMLCanvasElement>(".plot canvas");
  const finding = document.querySelector(".finding")?.textContent ?? "";
  if (!chart) director.notify("There is no chart to make a picture of yet.");
  else
    pictureOf(chart, finding, sentenceOf(director.store.get())).toBlob(
      (blob) => blob && download("downhill.png", blob),
    );
}

function saveTable({ director }: House): void {
  const { lanes, facts, at } = director.store.get();
  download("downhill.csv", new Blob([csvOf(lanes, facts?.metric ?? "metric", at)], { type: "text/csv" }));
}

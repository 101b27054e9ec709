/** What is taken away from a race: a link to it, a picture, its numbers. */

import { useState } from "preact/hooks";
import { raceOf } from "../race/state.ts";
import { sentenceOf } from "../race/words.ts";
import { csvOf } from "../share/csv.ts";
import { linkOf } from "../share/link.ts";
import { download, pictureOf } from "../share/picture.ts";
import { seenOf, witnessOf } from "../share/proof.ts";
import { Copy } from "./copy.tsx";
import { type House, useHouse } from "./house.ts";

export function Share() {
  const house = useHouse();
  const { director } = house;
  const [link, setLink] = useState<string | null>(null);
  const make = async () => {
    director.pause();
    const { at } = director.store.get();
    const hashes = await director.hashes(at);
    const now = director.store.get();
    const seen = now.lanes.map(({ id, curve }) => seenOf(curve.trail, at, hashes[id] ?? ""));
    const trails = now.lanes.map(({ curve }) => curve.trail);
    const hash = linkOf({ race: raceOf(now), at, seen, witness: witnessOf(trails, at, now.facts!) });
    history.replaceState(null, "", `#${hash}`);
    setLink(location.href);
  };
  return (
    <div class="use-it">
      <p class="small muted">
        A link holds the whole race, up to the step that is shown. Who opens it sees it run again, and whether the
        weights are the same to the last bit.
      </p>
      {link === null ? (
        <button type="button" data-first onClick={make}>
          Make a link
        </button>
      ) : (
        <Copy name="the link" text={link} />
      )}
      <p class="small muted">The chart as a picture, or all that was measured:</p>
      <div class="actions">
        <button type="button" onClick={() => savePicture(house)}>
          Save as PNG
        </button>
        <button type="button" onClick={() => saveTable(house)}>
          Save as CSV
        </button>
      </div>
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

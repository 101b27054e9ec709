/** The rates of a strip: darker is better, hatched has diverged; one that is chosen is raced. */

import { useRef } from "preact/hooks";
import { plain, shown } from "../race/numbers.ts";
import type { Lane } from "../race/state.ts";
import { type Cell, goodness, placeOf } from "../sweeps/rates.ts";
import { useHouse } from "./house.ts";

interface Props {
  readonly lane: Lane;
  readonly name: string;
  readonly rate: number;
  readonly cells: readonly Cell[];
}

export function Cells({ lane, name, rate, cells }: Props) {
  const { director, sweeps, state } = useHouse();
  const group = useRef<HTMLFieldSetElement>(null);
  const start = state.value.facts?.start ?? 1;
  const best = Math.min(...[...sweeps.strips.value.values()].flat().flatMap(({ loss }) => loss ?? []));
  const place = placeOf(rate);
  const here = Math.min(Math.floor(place), cells.length - 1);
  const choose = (cell: Cell) => {
    director.replace(lane.id, { ...lane.entry, hyper: { ...lane.entry.hyper, lr: cell.rate } });
  };
  const move = (event: KeyboardEvent, i: number) => {
    const to = { ArrowLeft: i - 1, ArrowRight: i + 1, Home: 0, End: cells.length - 1 }[event.key];
    const next = to === undefined ? null : group.current?.querySelectorAll<HTMLElement>("button")[to];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    next?.focus();
  };
  return (
    <fieldset class="strip" ref={group} aria-label={`Rates of ${name}`}>
      {cells.map((cell, i) => (
        <button
          key={cell.rate}
          type="button"
          aria-pressed={cell.rate === rate}
          aria-label={`rate ${plain(cell.rate)}: ${said(cell)}`}
          title={`${plain(cell.rate)}: ${said(cell)}`}
          tabIndex={i === here ? 0 : -1}
          class={cell.loss === null ? "lost" : cell.loss === undefined ? "open" : ""}
          style={{ "--good": cell.loss == null ? 0 : goodness(cell.loss, start, best) }}
          onClick={() => choose(cell)}
          onKeyDown={(event) => move(event, i)}
        />
      ))}
      <span class="mine" style={{ "--place": place }} aria-hidden="true" />
    </fieldset>
  );
}

const said = ({ loss }: Cell): string =>
  loss === undefined ? "not run yet" : loss === null ? "diverged" : `loss ${shown(loss)}`;

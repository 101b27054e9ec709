/** A control for a number, from what its owner says of it: logarithmic where the scale is. */

import { useId, useState } from "preact/hooks";
import { plain } from "../race/numbers.ts";
import { symbolOf } from "../race/title.ts";

interface Described {
  readonly name: string;
  readonly default: number;
  readonly range: readonly [number, number];
  readonly scale: "log" | "decay" | "linear" | "whole" | "flag" | "number";
  readonly doc: string;
}

interface Props {
  readonly knob: Described;
  readonly value: number;
  /** Once it has been chosen, not while the slider moves. */
  readonly onChange: (value: number) => void;
}

const STEPS = 200;

/** Where a value lies on its slider, from 0 to 1, and back. */
const scales: Record<Described["scale"], readonly [to: (x: number) => number, from: (u: number) => number]> = {
  log: [Math.log10, (u) => 10 ** u],
  decay: [(x) => -Math.log10(1 - x), (u) => 1 - 10 ** -u],
  linear: [(x) => x, (u) => u],
  number: [(x) => x, (u) => u],
  whole: [(x) => Math.log2(x + 1), (u) => 2 ** u - 1],
  flag: [(x) => x, (u) => u],
};

/** Three digits are as fine as a slider is; of a decay, of what is missing to 1. */
function rounded(x: number, scale: Described["scale"]): number {
  if (scale === "whole") return Math.round(x);
  if (scale === "decay") return Number((1 - Number((1 - x).toPrecision(2))).toPrecision(12));
  return Number(x.toPrecision(scale === "log" ? 2 : 3));
}

export function Knob({ knob: { name, default: usual, range, scale, doc }, value, onChange }: Props) {
  const id = useId();
  const [moving, setMoving] = useState<number | null>(null);
  /** What is being typed: the race is drawn again in the meantime. */
  const [typed, setTyped] = useState<string | null>(null);
  const shown = moving ?? value;
  if (scale === "flag") {
    return (
      <label class="knob flag">
        <input
          type="checkbox"
          checked={value !== 0}
          onChange={(event) => onChange(Number(event.currentTarget.checked))}
        />
        <b>{symbolOf(name)}</b>
        <small>{doc}</small>
      </label>
    );
  }
  const [to, from] = scales[scale];
  const [low, high] = [to(Math.max(range[0], scale === "log" ? 1e-12 : range[0])), to(range[1])];
  const at = Math.round((STEPS * (to(shown) - low)) / (high - low));
  const valueAt = (step: number) => rounded(from(low + (step / STEPS) * (high - low)), scale);
  const choose = (next: number) => {
    setMoving(null);
    if (next !== value) onChange(next);
  };
  return (
    <div class="knob">
      <label for={id}>
        <b>{symbolOf(name)}</b> <small>{doc}</small>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={STEPS}
        value={Number.isFinite(at) ? Math.min(Math.max(at, 0), STEPS) : 0}
        aria-valuetext={plain(shown)}
        onInput={(event) => setMoving(valueAt(Number(event.currentTarget.value)))}
        onChange={(event) => choose(valueAt(Number(event.currentTarget.value)))}
      />
      <input
        type="number"
        step="any"
        value={typed ?? shown}
        aria-label={`${name}, exactly`}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onChange={(event) => {
          const number = event.currentTarget.valueAsNumber;
          setTyped(null);
          choose(Number.isNaN(number) ? usual : number);
        }}
      />
    </div>
  );
}

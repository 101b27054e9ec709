/** A curve's points as they are drawn: two for each column of pixels at most, its least and its greatest, as they grow. */

/** What is drawn of a curve: it grows at its end, and may be thinned before it. */
export interface Source {
  readonly length: number;
  readonly evaluations: Uint32Array;
  readonly values: Float64Array;
}

export interface Columns {
  /** Two places for each column, in evaluations: the same for every curve of a chart. */
  readonly x: readonly number[];
  /** Columns of a curve, which are kept up with it. */
  follow(source: () => Source): { update(): readonly (number | null)[] };
}

/** Columns of 0 … most, as many as there are pixels, or as there are whole numbers. */
export function columns(most: number, pixels: number): Columns {
  const count = Math.min(Math.max(1, Math.floor(pixels)), most);
  const width = most / count;
  const x = Array.from({ length: count + 1 }, (_, column) => [column * width, (column + 0.5) * width]).flat();
  return {
    x,
    follow(source) {
      const drawn: (number | null)[] = Array.from({ length: x.length }, () => null);
      /** The evaluations of the last point that was placed: it may have another index by now. */
      let last = -1;
      return {
        update() {
          const { length, evaluations, values } = source();
          let next = length;
          while (next > 0 && evaluations[next - 1]! > last) next--;
          for (; next < length; next++) place(drawn, Math.floor(evaluations[next]! / width), values[next]!);
          last = evaluations[length - 1] ?? -1;
          return drawn;
        },
      };
    },
  };
}

/** The earlier of a column's two stands first. */
function place(drawn: (number | null)[], column: number, value: number): void {
  const at = 2 * column;
  const [first, second] = [drawn[at] ?? null, drawn[at + 1] ?? null];
  if (first === null) drawn[at] = value;
  else if (second === null) drawn[at + 1] = value;
  else if (value > Math.max(first, second))
    spread(drawn, at, Math.min(first, second) === first ? first : second, value);
  else if (value < Math.min(first, second))
    spread(drawn, at, Math.max(first, second) === first ? first : second, value);
}

function spread(drawn: (number | null)[], at: number, kept: number, latest: number): void {
  drawn[at] = kept;
  drawn[at + 1] = latest;
}

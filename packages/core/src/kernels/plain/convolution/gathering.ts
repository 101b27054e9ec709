import { plane } from "./layout.ts";
import { EIGHT } from "./packing.ts";
import type { Sweep } from "./sweep.ts";

// Which sweeps are carried out as gathered products, and what of them at a time.

/** Some channels of what comes of a gathered product: a group's, or, of eight groups side by side, one channel of each. */
export interface Share {
  readonly channels: number;
  /** Where they begin in the packed images and in the weights, and how far the next one's weights are. */
  readonly imageAt: number;
  readonly weightsAt: number;
  readonly weightsApart: number;
  /** Which channel is the first one, and how far the next one is. */
  readonly first: number;
  readonly step: number;
}

const LANES = 4;

/** How much is made use of, of vectors for so many elements. */
const full = (n: number) => n / (LANES * Math.ceil(n / LANES));

/** How many groups lie side by side: where each has few channels. */
export const besideOf = ({ channels, layout }: Sweep, groups: number) =>
  channels < LANES && groups >= LANES && !("rowsAt" in layout) ? groups : 1;

/** Whether products are gathered: where lanes are wasted otherwise, and sums are so long that it pays … */
export const gathers = (sweep: Sweep, groups: number) =>
  besideOf(sweep, groups) > 1 ||
  (full(sweep.channels) * sweep.taps.length) / (sweep.taps.length + 6) > full(sweep.columns);

/** … and for the weights' gradient also where rows are so short that their ends are most of the work. */
export const gathersWeights = (sweep: Sweep, groups: number) =>
  gathers(sweep, groups) || full(sweep.channels) > sweep.columns / (LANES * Math.ceil(sweep.columns / LANES) + 2);

export const spotsOf = ({ rows, columns }: Sweep) => rows * columns;

/** The elements of a packed image of one group, or of eight side by side. */
export const partOf = ({ layout }: Sweep, groups: number, beside: number) =>
  (plane(layout) * layout.channels * (beside > 1 ? EIGHT : 1)) / groups;

/** The same of all groups, as they are gathered. */
export const sizeOf = (sweep: Sweep, groups: number) => {
  const beside = besideOf(sweep, groups);
  return partOf(sweep, groups, beside) * (beside > 1 ? Math.ceil(groups / EIGHT) : groups);
};

/**
 * What a gathered product gives, call by call.
 * @param group the weights of a group
 * @param part as of `Way`
 */
export function sharesOf(
  { channels, weightsApart }: Sweep,
  groups: number,
  group: number,
  beside: number,
  part: number,
): Share[] {
  const shares: Share[] = [];
  if (beside === 1) {
    for (let g = 0; g < groups; g++) {
      const [imageAt, weightsAt] = [g * part, g * group];
      shares.push({ channels, imageAt, weightsAt, weightsApart, first: g * channels, step: 1 });
    }
  }
  for (let g = 0; g < groups && beside > 1; g += EIGHT) {
    for (let c = 0; c < channels; c++) {
      const [imageAt, weightsAt] = [(g / EIGHT) * part, g * group + c * weightsApart];
      const some = Math.min(groups - g, EIGHT);
      shares.push({ channels: some, imageAt, weightsAt, weightsApart: group, first: g * channels + c, step: channels });
    }
  }
  return shares;
}

/** Moves labels apart that would lie on each other: as little as can be, and none out of its room. */

/** @returns where each is put, in the order of `wished`; neighbours at least `gap` apart, all from `low` to `high` if they fit */
export function apart(wished: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wished.map((_, i) => i).sort((a, b) => wished[a]! - wished[b]! || a - b);
  /** Runs of labels that touch: where the first is, and how many. */
  const blocks: { start: number; members: number[] }[] = [];
  for (const i of order) {
    blocks.push({ start: wished[i]!, members: [i] });
    settle(blocks);
  }
  const placed: number[] = [];
  for (const { start, members } of blocks) for (const [k, i] of members.entries()) placed[i] = start + k * gap;
  return placed;

  /** Joins the last block to the one before, as long as they touch: in the middle of where its members wish to be. */
  function settle(all: typeof blocks): void {
    for (;;) {
      const last = all.at(-1)!;
      last.start = within(middleOf(last.members), last.members.length);
      const previous = all.at(-2);
      if (!previous || previous.start + previous.members.length * gap <= last.start) return;
      all.splice(-2, 2, { start: 0, members: [...previous.members, ...last.members] });
    }
  }

  function middleOf(members: readonly number[]): number {
    return members.reduce((sum, i, k) => sum + wished[i]! - k * gap, 0) / members.length;
  }

  function within(start: number, count: number): number {
    return Math.max(low, Math.min(start, high - (count - 1) * gap));
  }
}

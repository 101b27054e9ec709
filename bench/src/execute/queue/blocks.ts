/** Runs of a list that travel together. */
export interface Block {
  readonly kind: string;
  /** All its runs, by their places in the list: what it is known by. */
  readonly all: readonly number[];
  /** Those that are to be made. */
  readonly open: readonly number[];
}

/** How a list is cut into blocks, of one kind of run each. */
export interface Blocks {
  /** The next in the list's order, or nothing: none is left, or how long runs take has to be known first. */
  next(): Block | undefined;
  /**
   * Told how long a block took, in milliseconds of work.
   * @returns how many runs of its kind go together from now on, where that has become clear
   */
  took(block: Block, time: number): number | undefined;
  /** So many runs of a kind go together: this coordinator has found out, or another has. */
  settle(kind: string, size: number): void;
}

/** A block of so many milliseconds is large enough. */
const ENOUGH = 750;
/** A block's results are one message, and are lost together. */
export const MOST = 128;

/** Of each size so many, before it is doubled: the first runs of a thread take longer than others. */
const PAIR = 2;

interface Kind {
  readonly indices: readonly number[];
  cursor: number;
  /** Of all blocks in the end, where it is known. */
  settled?: number;
  /** Blocks of this size that have been sent, and what those that are back took. */
  sent: number;
  times: number[];
}

/**
 * Two blocks of 1, 2, 4, … runs of a kind each, size by size, until both take long enough; then all of that size. Where they
 * begin and end follows from the list and that size alone, so that coordinators of the same plan cut the same blocks,
 * whatever each has done of it.
 * @param kinds of the runs of the list
 */
export function blocks(kinds: readonly string[], isOpen: (index: number) => boolean): Blocks {
  const indices = new Map<string, number[]>();
  for (const kind of new Set(kinds)) indices.set(kind, []);
  kinds.forEach((kind, index) => {
    indices.get(kind)!.push(index);
  });
  const states = new Map<string, Kind>();
  for (const [kind, own] of indices) states.set(kind, { indices: own, cursor: 0, sent: 0, times: [] });

  function firstReady(): [string, Kind] | undefined {
    let [found, least]: [[string, Kind] | undefined, number] = [undefined, Infinity];
    for (const entry of states) {
      const { indices, cursor, settled, sent } = entry[1];
      const index = indices[cursor];
      if (index === undefined || index > least || (settled === undefined && sent === PAIR)) continue;
      [found, least] = [entry, index];
    }
    return found;
  }

  /** @returns the size, where both of a pair are back and it is enough */
  function back(state: Kind, size: number, time: number): number | undefined {
    state.times.push(time);
    if (state.times.length < PAIR) return;
    if (Math.min(...state.times) >= ENOUGH || size >= MOST) return size;
    Object.assign(state, { sent: 0, times: [] });
    return;
  }

  return {
    next() {
      for (let ready = firstReady(); ready; ready = firstReady()) {
        const [kind, state] = ready;
        const size = sizeAt(state.cursor, state.settled ?? MOST);
        const all = state.indices.slice(state.cursor, state.cursor + size);
        state.cursor += size;
        state.sent++;
        const open = all.filter(isOpen);
        if (open.length > 0) return { kind, all, open };
        // It was made before, and nobody knows how long it took.
        if (state.settled === undefined) back(state, 0, 0);
      }
      return;
    },
    took({ kind, all, open }, time) {
      const state = states.get(kind)!;
      if (state.settled !== undefined) return;
      return back(state, all.length, (time * all.length) / open.length);
    },
    settle(kind, size) {
      const state = states.get(kind);
      if (state && state.settled === undefined) state.settled = size;
    },
  };
}

/** Of the block that begins at a place among the runs of its kind. */
const sizeAt = (place: number, most: number): number => Math.min(2 ** Math.floor(Math.log2(place / PAIR + 1)), most);

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

interface Kind {
  readonly indices: readonly number[];
  cursor: number;
  /** Of the next block. */
  size: number;
  /** Of all blocks in the end, where it is known. */
  settled?: number;
  /** For what the last block took. */
  waiting: boolean;
}

/**
 * Blocks of 1, 2, 4, … runs of a kind, one after the other, until one takes long enough; then all of that size. Where they
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
  for (const [kind, own] of indices) states.set(kind, { indices: own, cursor: 0, size: 1, waiting: false });

  function firstReady(): [string, Kind] | undefined {
    let [found, least]: [[string, Kind] | undefined, number] = [undefined, Infinity];
    for (const entry of states) {
      const { indices, cursor, waiting } = entry[1];
      const index = indices[cursor];
      if (index === undefined || waiting || index > least) continue;
      [found, least] = [entry, index];
    }
    return found;
  }

  return {
    next() {
      for (let ready = firstReady(); ready; ready = firstReady()) {
        const [kind, state] = ready;
        const all = state.indices.slice(state.cursor, state.cursor + state.size);
        state.cursor += state.size;
        state.size = Math.min(2 * state.size, state.settled ?? MOST);
        const open = all.filter(isOpen);
        if (open.length === 0) continue;
        state.waiting = state.settled === undefined;
        return { kind, all, open };
      }
      return;
    },
    took({ kind, all, open }, time) {
      const state = states.get(kind)!;
      if (state.settled !== undefined) return;
      const whole = (time * all.length) / open.length;
      if (whole >= ENOUGH || all.length >= MOST) return all.length;
      state.waiting = false;
      return;
    },
    settle(kind, size) {
      const state = states.get(kind);
      if (!state || state.settled !== undefined) return;
      Object.assign(state, { settled: size, waiting: false, size: Math.min(state.size, size) });
    },
  };
}

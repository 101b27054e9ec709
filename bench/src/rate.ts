/** In milliseconds: what is longer ago than so much says nothing of how fast it goes now. */
const WINDOW = 60_000;

/** How much of something comes in a millisecond, lately. */
export interface Rate {
  add(amount: number): void;
  value(): number;
}

export function rate(now: () => number = () => performance.now()): Rate {
  const start = now();
  const added: { at: number; amount: number }[] = [];
  return {
    add: (amount) => void added.push({ at: now(), amount }),
    value() {
      const at = now();
      while (added[0] && at - added[0].at > WINDOW) added.shift();
      return added.reduce((sum, { amount }) => sum + amount, 0) / Math.max(1, Math.min(at - start, WINDOW));
    },
  };
}

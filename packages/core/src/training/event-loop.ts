/** How long a training works at a time, in milliseconds: a frame at 60 a second has 16.7, of which the page needs some. */
const SLICE = 8;

interface Port {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

// What runtimes have, of which TypeScript's own library does not know.
const { performance, setImmediate, setTimeout, MessageChannel } = globalThis as unknown as {
  readonly performance: { now(): number };
  readonly setImmediate?: (then: () => void) => void;
  readonly setTimeout: (then: () => void) => void;
  readonly MessageChannel?: new () => { readonly port1: Port; readonly port2: Port };
};

// biome-ignore lint/plugin: when a training pauses does not change what it computes.
const now = (): number => performance.now();

/** Work in slices of time, between which everything else has its turn: frames, events, timers. */
export interface Slices {
  /** Whether the present one is over. */
  over(): boolean;
  /** Lets others have their turn, and begins the next. */
  next(): Promise<void>;
  release(): void;
}

/**
 * Others' turn comes by a message to oneself: a timer of 0 ms takes 4 where one starts the next, and a second in a tab
 * that nobody sees; and a continuation of `scheduler.yield` comes before other timers and messages, however long they wait.
 */
export function slices(): Slices {
  const channel = setImmediate || !MessageChannel ? undefined : new MessageChannel();
  let end = now() + SLICE;
  const turn = (then: () => void) => {
    if (setImmediate) setImmediate(then);
    else if (channel) {
      channel.port1.onmessage = then;
      channel.port2.postMessage(null);
    } else setTimeout(then);
  };
  return {
    over: () => now() >= end,
    async next() {
      await new Promise<void>(turn);
      end = now() + SLICE;
    },
    release: () => channel?.port1.close(),
  };
}

/** What a training yields where it is time to let others have their turn. */
export const PAUSE = Symbol("pause");
export type Pause = typeof PAUSE;

/** Work that may pause. */
export type Pausing<T> = Generator<Pause, T, unknown>;

/** Work that never does. */
export const never = (): boolean => false;

/** Does all of it at once. */
export function atOnce<T>(work: Pausing<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

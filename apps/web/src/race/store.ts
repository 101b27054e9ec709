/** State that is set in one place and heard of in others: no framework's. */

export interface Store<S> {
  get(): S;
  /** Changes these fields, and tells everybody. */
  set(change: Partial<S>): void;
  /** @returns ends it */
  subscribe(listener: (state: S) => void): () => void;
}

export function store<S extends object>(initial: S): Store<S> {
  let state = initial;
  const listeners = new Set<(state: S) => void>();
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      for (const listener of listeners) listener(state);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What the worker posts: plain numbers, texts and typed arrays. */
export type Message =
  | { readonly epoch: number; readonly loss: number }
  | { readonly weights: Readonly<Record<string, Float32Array>>; readonly fingerprint: string };

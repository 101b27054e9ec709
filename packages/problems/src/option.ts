/** Options of a problem: what each is unless given, from where to where it may be, and what it is. */

export const whole = <D extends number>(value: D, range: readonly [number, number], doc: string) =>
  ({ default: value, scale: "whole", range, doc }) as const;
export const real = <D extends number | null>(value: D, range: readonly [number, number], doc: string) =>
  ({ default: value, scale: "number", range, doc }) as const;
export const flag = <D extends boolean>(value: D, doc: string) => ({ default: value, scale: "flag", doc }) as const;

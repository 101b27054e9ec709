/** A point, with what is known there. */
export interface Fitted {
  readonly x: Float64Array;
  readonly residuals: Float64Array;
  /** The sum of their squares. */
  readonly value: number;
  /** m × n */
  readonly jacobian: Float64Array;
}

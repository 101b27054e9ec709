/** A stream of random numbers. `@downhill/problems` has NumPy's. */
export interface Random {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Normal with mean 0 and variance 1. */
  normal(): number;
}

import type { Random } from "@downhill/plugin/random";

/** A small random stream that can start again, so that a function which draws from it is one function. */
export class Replay implements Random {
  #state = 1;

  restart(): void {
    this.#state = 1;
  }

  /** A linear congruential generator modulo 2³², of which 24 bits are used. Constants: Knuth, TAOCP 2, 3.3.4. */
  uniform(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return (this.#state >>> 8) / 16777216;
  }

  /** The sum of twelve uniforms, less 6: nearly normal, and never far out. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.uniform();
    return sum;
  }
}

/** A range of bytes: of an `ArrayBuffer` of its own, or of the one buffer of a WebAssembly memory. */
export interface Block {
  readonly buffer: ArrayBuffer;
  /** A multiple of 16. */
  readonly byteOffset: number;
}

/** Gives a zeroed block of at least that many bytes. It must leave the blocks given before where they are. */
export type Allocate = (bytes: number) => Block;

/** The number of float32 in a vector of 16 bytes: runs start at a multiple of it, so that SIMD loads are aligned. */
const LANES = 4;

/**
 * A model's memory. It grows by whole blocks and never moves one, so a view that was handed out is good for ever.
 *
 * What is allocated together lies together: `allocate([2, 3], [2, 3])` is two *runs*, each of them contiguous without
 * padding, so that an optimizer can update a run of parameters as if it were one array.
 */
export class Arena {
  readonly #allocate: Allocate;

  constructor(allocate: Allocate = (bytes) => ({ buffer: new ArrayBuffer(bytes), byteOffset: 0 })) {
    this.#allocate = allocate;
  }

  /** One new block: for each run, zeroed views of the given lengths, one right after the other. */
  allocate(...runs: readonly (readonly number[])[]): Float32Array[][] {
    const starts: number[] = [];
    let total = 0;
    for (const lengths of runs) {
      starts.push(total);
      const length = lengths.reduce((sum, each) => sum + each, 0);
      total += Math.ceil(length / LANES) * LANES;
    }
    const { buffer, byteOffset } = this.#allocate(total * Float32Array.BYTES_PER_ELEMENT);
    return runs.map((lengths, run) => {
      let offset = byteOffset + starts[run]! * Float32Array.BYTES_PER_ELEMENT;
      return lengths.map((length) => {
        const view = new Float32Array(buffer, offset, length);
        offset += view.byteLength;
        return view;
      });
    });
  }
}

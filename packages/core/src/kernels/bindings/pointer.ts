/** An address: the byte offset in the memory, a multiple of 4. Arrays are float32 unless said otherwise. */
export type Pointer = number;

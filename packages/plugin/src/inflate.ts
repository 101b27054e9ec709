/**
 * Bytes that were compressed by DEFLATE (RFC 1951) and written as text that needs no escapes between double quotes: two
 * digits in base 91 for 13 bits, the lower one first. Kernels take less than a third of the room so, and no more of a
 * bundle, which is compressed anyway. What browsers have for it makes its caller wait for a promise.
 * @throws Error for what is no such text
 */
export function inflate(text: string): Uint8Array {
  const bytes: number[] = [];
  let at = 0;
  // Bits that were read and are not yet used, the next one lowest, and how many.
  let ahead = 0;
  let count = 0;

  /** From # to ~, without the backslash; and 0 behind them: codes are looked up by more bits than they have. */
  const digit = (): number => {
    const code = text.charCodeAt(at++);
    return code > 92 ? code - 36 : code >= 35 ? code - 35 : 0;
  };
  const need = (wanted: number): void => {
    for (; count < wanted; count += 13) ahead |= (digit() + 91 * digit()) << count;
    if (at > text.length + 4) throw new Error(`compressed text: ends too soon, after ${text.length} digits`);
  };
  const drop = (used: number): void => {
    ahead >>>= used;
    count -= used;
  };
  const bits = (wanted: number): number => {
    need(wanted);
    const value = ahead & ((1 << wanted) - 1);
    drop(wanted);
    return value;
  };
  const symbol = (table: Uint16Array): number => {
    need(longest);
    const found = table[ahead & (table.length - 1)]!;
    if (found === 0) throw new Error(`compressed text: what stands before digit ${at} means nothing`);
    drop(found & 15);
    return found >> 4;
  };
  /** Lengths and distances: a few numbers one by one, then as many in each power of two, with bits for those between. */
  const stepped = (step: number, log: number): number => {
    const extra = (step >> log) - 1;
    return extra < 1 ? step : (((1 << log) + (step & ((1 << log) - 1))) << extra) + bits(extra);
  };
  /** The codes of a block that has its own: their lengths, which are written in a code, too. */
  const own = (): [literals: Uint16Array, distances: Uint16Array] => {
    const [literals, distances, known] = [257 + bits(5), 1 + bits(5), 4 + bits(4)];
    const lengths = new Array<number>(order.length).fill(0);
    for (const length of order.slice(0, known)) lengths[length] = bits(3);
    const table = tableOf(lengths);
    lengths.length = 0;
    while (lengths.length < literals + distances) {
      const next = symbol(table);
      // The last one again, or zeros, few or many.
      const [least, extra] = [[3, 2] as const, [3, 3] as const, [11, 7] as const][next - 16] ?? [1, 0];
      const length = next < 16 ? next : next === 16 ? lengths.at(-1)! : 0;
      for (let i = least + bits(extra); i > 0; i--) lengths.push(length);
    }
    return [tableOf(lengths.slice(0, literals)), tableOf(lengths.slice(literals))];
  };

  for (let last = 0; last === 0; ) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 0) {
      bits((count - 13 * (at / 2)) & 7); // to the next byte
      const length = bits(16);
      bits(16); // its complement
      for (let i = 0; i < length; i++) bytes.push(bits(8));
      continue;
    }
    const [literals, distances] = kind === 1 ? usual() : own();
    for (let next = symbol(literals); next !== 256; next = symbol(literals)) {
      if (next < 256) bytes.push(next);
      else {
        const length = next === 285 ? 258 : 3 + stepped(next - 257, 2);
        const from = bytes.length - 1 - stepped(symbol(distances), 1);
        for (let i = 0; i < length; i++) bytes.push(bytes[from + i]!);
      }
    }
  }
  return Uint8Array.from(bytes);
}

const longest = 15; // bits of a code

/** Of which length each length's code is said, the likeliest first. */
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The codes of a block that says none. */
const usual = (): [literals: Uint16Array, distances: Uint16Array] => [
  tableOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  tableOf(new Array<number>(30).fill(5)),
];

/**
 * What the next bits mean: 16 times the symbol, and how many of them are its code.
 * @param lengths of each symbol's code; 0 where it has none
 */
function tableOf(lengths: readonly number[]): Uint16Array {
  const most = Math.max(...lengths);
  const table = new Uint16Array(1 << most);
  // Codes of one length are consecutive numbers, after all shorter ones; their highest bit is read first.
  let code = 0;
  for (let length = 1; length <= most; length++, code <<= 1)
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      let reversed = 0;
      for (let bit = 0; bit < length; bit++) reversed = 2 * reversed + ((code >> bit) & 1);
      for (let i = reversed; i < table.length; i += 1 << length) table[i] = 16 * symbol + length;
      code++;
    }
  return table;
}

import { inflateRawSync } from "node:zlib";
import { deflateAsync } from "@gfx/zopfli";

const BITS = 13; // of two digits in base 91

/**
 * Bytes, compressed, as the text that `kernelModule` of @downhill/plugin reads: what its digits mean is said there. By
 * Zopfli, since that is 5 % less than zlib makes, and the same text on every machine.
 */
export async function textOf(bytes: Uint8Array): Promise<string> {
  let text = "";
  let [ahead, count] = [0, 0];
  const pair = () => {
    const value = ahead & (2 ** BITS - 1);
    text += character(value % 91) + character(Math.floor(value / 91));
    ahead >>= BITS;
    count -= BITS;
  };
  for (const byte of await deflateAsync(bytes, { numiterations: 15 })) {
    ahead |= byte << count;
    count += 8;
    if (count >= BITS) pair();
  }
  if (count > 0) pair();
  return text;
}

/** From # to ~, without the backslash. */
const character = (digit: number): string => String.fromCharCode(digit + (digit > 56 ? 36 : 35));

/** Whether a text is one of `textOf` of these bytes. To compress them once more takes as long as to compile them. */
export function isTextOf(text: string, bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(bytesOf(text), bytes) === 0;
  } catch {
    return false; // cut off, or changed
  }
}

function bytesOf(text: string): Uint8Array {
  const digits = Array.from(text, (_, i) => text.charCodeAt(i) - (text.charCodeAt(i) > 92 ? 36 : 35));
  const bytes: number[] = [];
  let [ahead, count] = [0, 0];
  for (let i = 0; i < digits.length; i += 2) {
    ahead |= (digits[i]! + 91 * digits[i + 1]!) << count;
    for (count += BITS; count >= 8; count -= 8) {
      bytes.push(ahead & 255);
      ahead >>= 8;
    }
  }
  return inflateRawSync(Uint8Array.from(bytes));
}

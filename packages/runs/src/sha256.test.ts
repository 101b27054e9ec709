import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sha256 } from "./sha256.ts";

test("SHA-256 is Node's, of any number of words", () => {
  for (let length = 0; length < 70; length++) {
    const words = Uint32Array.from({ length }, (_, i) => Math.imul(i + 1, 2654435761));
    const bytes = new DataView(new ArrayBuffer(4 * length));
    for (const [i, word] of words.entries()) bytes.setUint32(4 * i, word);
    const expected = createHash("sha256").update(new Uint8Array(bytes.buffer)).digest("hex");
    expect(sha256(words)).toBe(expected);
  }
});

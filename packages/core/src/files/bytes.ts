/**
 * Bytes of memory that is not shared, as the web's interfaces take them. (By a name that every TypeScript knows: before
 * 5.7 `Uint8Array` took no argument.)
 */
export type Bytes = ReturnType<Uint8ArrayConstructor["of"]>;

/** Where bytes may lie: a buffer, or a view of one, such as `Uint8Array` or Node's `Buffer`. */
export type BytesLike = ArrayBufferLike | ArrayBufferView;

/**
 * The bytes of a buffer or view, of this realm or another, without a copy.
 * @throws TypeError for anything else, with a hint for what has bytes.
 */
export function bytesOf(owner: string, given: unknown): Uint8Array {
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  const tag = Object.prototype.toString.call(given).slice("[object ".length, -1);
  if (tag === "ArrayBuffer" || tag === "SharedArrayBuffer") return new Uint8Array(given as ArrayBuffer);
  const shown =
    typeof given === "object" && given !== null ? `${/^[AEIO]/.test(tag) ? "an" : "a"} ${tag}` : typeof given;
  const hint = ["Promise", "Blob", "File", "Response"].includes(tag) ? ": await its arrayBuffer()" : "";
  throw new TypeError(
    `${owner}: expected a Uint8Array or an ArrayBuffer, got ${given === null ? "null" : shown}${hint}`,
  );
}

/** What a file that is none seems to be, by its first bytes. */
export function beginning(bytes: Uint8Array): string {
  const first = Array.from(bytes.subarray(0, 15), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`,
  ).join("");
  const isPage = /^<(?:!doctype|html|\?xml|head|body)/i.test(first);
  return `${isPage ? "a web page, " : ""}it begins with ${first}`;
}

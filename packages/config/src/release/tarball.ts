import { gunzipSync } from "node:zlib";

/** What is in a package as the registry gets it. */
export interface Contents {
  readonly files: readonly string[];
  /** In bytes. */
  readonly unpacked: number;
}

/** Each file of a tar is a head of 512 bytes, with its name and its size in octal, and the file, padded to 512. */
export function contentsOf(tarball: Uint8Array): Contents {
  const tar = gunzipSync(tarball);
  const files: string[] = [];
  let unpacked = 0;
  for (let at = 0; at < tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) =>
      tar
        .subarray(at + from, at + from + length)
        .toString("utf8")
        .replace(/\0.*/s, "");
    const size = Number.parseInt(text(124, 12), 8);
    if (text(156, 1) === "0") {
      const prefix = text(345, 155);
      files.push(`${prefix ? `${prefix}/` : ""}${text(0, 100)}`.replace(/^package\//, ""));
      unpacked += size;
    }
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return { files, unpacked };
}

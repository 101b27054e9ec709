import { isAbsolute, relative } from "node:path";

/** A path as one would type it from here. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) ? path : short || ".";
}

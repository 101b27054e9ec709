import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";

/** A file system in memory that is soon full. */
export interface SmallDisk {
  grow(size: string): void;
  remove(): void;
}

/** @param size as `mount` takes it; @returns nothing where this user may mount none */
export function smallDisk(folder: string, size: string): SmallDisk | undefined {
  mkdirSync(folder, { recursive: true });
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]).status !== 0) return undefined;
  return {
    grow: (larger) => void spawnSync("mount", ["-o", `remount,size=${larger}`, folder]),
    remove: () => void spawnSync("umount", [folder]),
  };
}

import { execFileSync } from "node:child_process";
import type { Subject } from "./subjects.ts";

/** A Python and which of the modules that subjects need it can import. */
export interface Python {
  readonly path: string;
  readonly modules: readonly string[];
}

/** @throws Error where there is no Python at `path` */
export function findPython(path: string, subjects: readonly Subject[]): Python {
  const wanted = [...new Set(subjects.flatMap(({ python }) => python ?? []))];
  const program = "import importlib.util, sys; print(*filter(importlib.util.find_spec, sys.argv[1:]))";
  try {
    const found = execFileSync(path, ["-c", program, ...wanted], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return { path, modules: found.trim().split(" ") };
  } catch (error) {
    throw new Error(`cannot run Python at ${path}: ${(error as Error).message.split("\n")[0]}`, { cause: error });
  }
}

/** The modules that a subject needs and that are not there. */
export function missing({ python: needed = [] }: Subject, python: Python | undefined): string[] {
  return needed.filter((module) => !python?.modules.includes(module));
}

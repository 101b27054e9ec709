import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * What the figures depend on: Downhill's version, and a digest of its sources and of the modules from outside; and what they
 * should not depend on, Node's version.
 */
export function versions(modules: readonly string[]): Record<string, string> {
  const { version } = JSON.parse(readFileSync(join(repository, "bench/package.json"), "utf8"));
  return { downhill: version, sources: digest([...sources(), ...modules]), node: process.version };
}

const trained = ["plugin", "linalg", "core", "problems", "runs"].map((name) => join("packages", name));

/** Of the packages that train, without their tests, in an order that is the same everywhere. */
function sources(): string[] {
  const optimizers = readdirSync(join(repository, "packages/optimizers")).map((name) =>
    join("packages/optimizers", name),
  );
  return [...trained, ...optimizers]
    .map((folder) => join(repository, folder, "src"))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .sort();
}

function digest(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file)).update("\0");
  return hash.digest("hex").slice(0, 12);
}

import { join } from "node:path";
import { pathToFileURL } from "node:url";

interface Problem {
  readonly kind: string;
  readonly entrypoint?: string;
  readonly resolutionKind?: string;
  readonly fileName?: string;
}

/** The part of `@arethetypeswrong/core` that is used: it brings a TypeScript of its own, so no package here depends on it. */
interface Checker {
  createPackageFromTarballData(tarball: Uint8Array): unknown;
  checkPackage(contents: unknown): Promise<{ readonly types: false } | { readonly problems: readonly Problem[] }>;
}

/**
 * What `are the types wrong` finds in a package's tarball, as sentences. Packages of modules alone answer `require` where the
 * runtime can do that with modules: that is no fault of their types.
 * @param path of the `node_modules` that has it
 */
export async function wrongTypes(path: string, tarball: Uint8Array): Promise<string[]> {
  const file = join(path, "@arethetypeswrong/core/dist/index.js");
  const { checkPackage, createPackageFromTarballData } = (await import(pathToFileURL(file).href)) as Checker;
  const found = await checkPackage(createPackageFromTarballData(tarball));
  if (!("problems" in found)) return ["there are no types"];
  const faults = found.problems.filter(({ kind }) => kind !== "CJSResolvesToESM");
  return faults.map(
    ({ kind, entrypoint = "", resolutionKind, fileName = "" }) =>
      `${kind}: ${entrypoint} ${resolutionKind ?? fileName}`,
  );
}

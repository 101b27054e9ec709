/**
 * Why there is no data set: its package, an optional peer dependency, is not there. Such a package is imported within a
 * `try`, so that a program that does without it can be bundled; where it is installed, it is bundled. (Parcel knows no
 * optional packages: there, `alias` in package.json has an empty one in its place.)
 */
export function notInstalled(name: string, from: string, cause: unknown): Error {
  return new Error(`${name}: the package ${from} could not be loaded: is it installed?`, { cause });
}

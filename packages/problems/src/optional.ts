/**
 * Why there is no data set: its package, an optional peer dependency, is not there. Such a package is imported within a
 * `try`: then every bundler makes a program of what does not use it, and where it is installed, it is bundled.
 */
export function notInstalled(name: string, from: string, cause: unknown): Error {
  return new Error(`${name}: the package ${from} could not be loaded: is it installed?`, { cause });
}

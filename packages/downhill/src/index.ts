/**
 * Everything under one name. Were two packages to name different things alike, `export *` would leave both out: the compiler
 * and a test say so, and what is named here comes before what is starred: `export { parse as parseOptimizer } from …`.
 */
export * from "@downhill/catalog";
export * from "@downhill/core";
export * from "@downhill/minimize";
export * from "@downhill/plugin";
/** Those of `@downhill/plugin/schedules`, whose names are short: `schedules.cosine({ lr: 1e-3, tMax: 900 })`. */
export * as schedules from "@downhill/plugin/schedules";

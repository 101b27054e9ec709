// Every entry of every package, for its types: what a project that checks its libraries' declarations compiles.
export * as catalog from "@downhill/catalog";
export * as equations from "@downhill/catalog/equations";
export * as core from "@downhill/core";
export * as linalg from "@downhill/linalg";
export * as minimize from "@downhill/minimize";
export * as optimizer from "@downhill/plugin";
export * as checks from "@downhill/plugin/arguments";
export * as engine from "@downhill/plugin/engine";
export * as math from "@downhill/plugin/math";
export * as random from "@downhill/plugin/random";
export * as schedules from "@downhill/plugin/schedules";
export * as problems from "@downhill/problems";
export * as runs from "@downhill/runs";
export * as downhill from "downhill";

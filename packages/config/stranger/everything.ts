// Every entry of every package, for its types: what a project that checks its libraries' declarations compiles.
export * as catalog from "@downhill/catalog";
export * as core from "@downhill/core";
export * as linalg from "@downhill/linalg";
export * as optimizer from "@downhill/optimizer";
export * as checks from "@downhill/optimizer/arguments";
export * as engine from "@downhill/optimizer/engine";
export * as math from "@downhill/optimizer/math";
export * as random from "@downhill/optimizer/random";
export * as schedules from "@downhill/optimizer/schedules";
export * as problems from "@downhill/problems";

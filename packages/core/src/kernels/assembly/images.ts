// The kernels of layers of images, whose every channel is a plane: compiled to ../images.wasm.ts, a module of their own.

export { arrange32, arrange64 } from "./arrange";
export { averagePoolBackward, averagePoolForward } from "./average-pool";
export { batchNormBackward, batchNormForward, batchStatistics } from "./batch-norm";
export { sumChannels } from "./channels";
export { correlate32, correlate64 } from "./correlate";
export { correlateGradient32, correlateGradient64 } from "./correlate-gradient";
export { gathered32, gathered64, gatheredSums32, gatheredSums64 } from "./gathered";
export { maxPoolBackward, maxPoolForward } from "./max-pool";
export { pack32, pack64 } from "./packing";
export { patches32, patches64 } from "./patches";
export { scatter32, scatter64, unpack32, unpack64 } from "./scatter";

// The kernels that a classifier of dense layers and ReLUs does not need: compiled to ../further.wasm.ts, a module of their own.

export { activationBackward, activationForward } from "./activations";
export { dropout } from "./dropout";
export { elementLoss } from "./element-loss";
export { embeddingBackward, embeddingForward } from "./embedding";
export { layerNormBackward, layerNormForward } from "./layer-norm";
export { logSoftmax, logSoftmaxBackward } from "./log-softmax";

// The SIMD kernels, in AssemblyScript: `pnpm --filter @downhill/core kernels` compiles them to ../kernels.wasm.ts.
// What is not here lies in linalg's assembly; the products are linalg's own modules. `./tables`, where they are, is made up by that script.

export { countCorrect, crossEntropy, crossEntropyBackward, softmaxCrossEntropy, softmaxCrossEntropyBackward } from "./cross-entropy";
export { flush } from "./flush";
export { fill, gatherBytes, gatherRows } from "./gather";
export { gradientsOfTwo32, gradientsOfTwo64 } from "./gradients";
export { add, multiply } from "./multiply";
export { addPenaltyGradient, penalty } from "./regularize";
export { reluBackward, reluForward } from "./relu";
export { softCrossEntropy } from "./soft-cross-entropy";
export { softmax, softmaxBackward } from "./softmax";
export { pairwiseSum, sumRows } from "./sum";
export { addWeighted32, addWeighted64, weightedMean32, weightedMean64 } from "./weighted-sum";

// The SIMD kernels, in AssemblyScript: `pnpm --filter @downhill/core kernels` compiles them to ../kernels.wasm.ts.
// What is not here lies in linalg's assembly: the products, and what they stand on. `./tables`, where they are, is made up by that script.

export { countCorrect, crossEntropy, crossEntropyBackward, softmaxCrossEntropy, softmaxCrossEntropyBackward } from "./cross-entropy";
export { flush } from "./flush";
export { fill, gatherBytes, gatherRows } from "./gather";
export { denseGradients32, denseGradients64 } from "./gradients";
export { add, multiply } from "./multiply";
export { dense32, gated32, matmulNN32, matmulNT32, matmulTN32 } from "./product32";
export { dense64, gated64, matmulNN64, matmulNT64, matmulTN64 } from "./product64";
export { addPenaltyGradient, penalty } from "./regularize";
export { reluBackward, reluForward } from "./relu";
export { softCrossEntropy } from "./soft-cross-entropy";
export { softmax, softmaxBackward } from "./softmax";
export { pairwiseSum, sumRows } from "./sum";
export { addWeighted32, addWeighted64, weightedMean32, weightedMean64 } from "./weighted-sum";

export { cbrt, cos, exp, exp32, log, log32, pow, sin } from "@downhill/plugin/math";
export {
  type Draws,
  type NumpyRandom,
  type NumpyRandomState,
  numpyRandom,
  type Random,
} from "@downhill/plugin/random";
export { argmax } from "./data/argmax.ts";
export { type ClassName, classNames, type LabelEncoder, labelEncoder } from "./data/label-encoder.ts";
export type { Labels } from "./data/labels.ts";
export { probabilities } from "./data/probabilities.ts";
export { type Part, type SplitDataOptions, split } from "./data/split.ts";
export { type Shape, type Tensor, tensor } from "./data/tensor.ts";
export type { Bytes, BytesLike } from "./files/bytes.ts";
export type { FileMetadata } from "./files/format.ts";
export {
  type Loaded,
  type LoadFileOptions,
  load,
  type SaveFileOptions,
  type StoredStream,
  save,
} from "./files/safetensors.ts";
export type { Layout } from "./files/stored-model.ts";
export type { Stateful } from "./files/stored-optimizer.ts";
export {
  checkGradients,
  type LayerCheckOptions,
  type LossCheckOptions,
  type ModelCheckOptions,
} from "./gradients/check.ts";
export type { ArrayReport, GradientReport } from "./gradients/report.ts";
export type { PairOption } from "./kernels/plain/convolution/window.ts";
export type { MatmulPrecision } from "./kernels/plain/matmul.ts";
export { type ActivationDefinition, activation } from "./layers/activation.ts";
export { elu, gelu, leakyRelu, sigmoid, silu, softplus, tanh } from "./layers/activations.ts";
export { type BatchNormOptions, batchNorm } from "./layers/batch-norm.ts";
export { type Conv2dOptions, conv2d } from "./layers/conv2d.ts";
export { type DenseOptions, dense } from "./layers/dense.ts";
export { dropout } from "./layers/dropout.ts";
export { type EmbeddingOptions, embedding } from "./layers/embedding.ts";
export { flatten } from "./layers/flatten.ts";
export {
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  normal,
  uniform,
  zeros,
} from "./layers/initializers.ts";
export type {
  BackwardPass,
  BufferSpec,
  Layer,
  LayerBuffer,
  LayerParameter,
  ParameterSpec,
  Pass,
} from "./layers/layer.ts";
export { type LayerNormOptions, layerNorm } from "./layers/layer-norm.ts";
export type { LayerLike, Layers } from "./layers/names.ts";
export { orthogonal } from "./layers/orthogonal.ts";
export { type AvgPoolOptions, avgPool2d, maxPool2d, type PoolOptions } from "./layers/pooling.ts";
export type { Regularization } from "./layers/regularization.ts";
export { relu } from "./layers/relu.ts";
export { residual } from "./layers/residual.ts";
export { type MinMaxScaleOptions, minMaxScale, standardize } from "./layers/scaling.ts";
export { logSoftmax, softmax } from "./layers/softmax.ts";
export { categoricalCrossEntropy } from "./losses/categorical-cross-entropy.ts";
export type { ClassOptions } from "./losses/class-targets.ts";
export { type ElementwiseLossDefinition, elementwiseLoss } from "./losses/elementwise.ts";
export { type KlDivergenceOptions, klDivergence } from "./losses/kl-divergence.ts";
export type { ClassificationLoss, KindOf, Loss, LossKind } from "./losses/loss.ts";
export type { Reduction } from "./losses/reduction.ts";
export {
  type HuberOptions,
  huber,
  meanAbsoluteError,
  meanSquaredError,
  type RegressionLossOptions,
} from "./losses/regression.ts";
export { type SigmoidCrossEntropyOptions, sigmoidCrossEntropy } from "./losses/sigmoid-cross-entropy.ts";
export { type SoftmaxCrossEntropyOptions, softmaxCrossEntropy } from "./losses/softmax-cross-entropy.ts";
export { type AccuracyOptions, accuracy } from "./metrics/accuracy.ts";
export { type ConfusionMatrixOptions, confusionMatrix } from "./metrics/confusion-matrix.ts";
export type { ClassMetricOptions } from "./metrics/counts.ts";
export { type Account, type Metric, metric, withSampleWeight } from "./metrics/metric.ts";
export { type Average, type ByClassOptions, f1Score, precision, recall } from "./metrics/precision-recall.ts";
export { type ColumnAverage, type R2ScoreOptions, r2Score } from "./metrics/r2-score.ts";
export { type TopKAccuracyOptions, topKAccuracy } from "./metrics/top-k.ts";
export type { MatchOptions } from "./model/matched.ts";
export { type BackwardOptions, type Model, type ModelOptions, sequential } from "./model/model.ts";
export { type SummaryOptions, summary } from "./model/summary.ts";
export type { Data } from "./training/batches.ts";
export { type Clip, clipNorm, clipValue } from "./training/clip.ts";
export { DivergenceError, type LossOfStep } from "./training/divergence.ts";
export { type EarlyStopping, type EarlyStoppingOptions, earlyStopping } from "./training/early-stopping.ts";
export { type EvaluateOptions, evaluate } from "./training/evaluate.ts";
export {
  type FindRateOptions,
  findRate,
  type RatedStepper,
  type RateSweep,
} from "./training/find-rate.ts";
export { fit } from "./training/fit.ts";
export { type FitAsyncOptions, fitAsync, type Signal } from "./training/fit-async.ts";
export type { Curves, History } from "./training/history.ts";
export type { Evaluation, Metrics, NoMetrics, OfAccuracy } from "./training/means.ts";
export type {
  BatchReport,
  Epoch,
  FitCallback,
  FitOptions,
  Place,
  Start,
  Stepper,
  StepReport,
} from "./training/options.ts";
export { type PredictOptions, predict } from "./training/predict.ts";
export { type RecalibrateOptions, recalibrate } from "./training/recalibrate.ts";
export type { Shuffle } from "./training/shuffle.ts";
export { type Training, type TrainingOptions, training } from "./training/training.ts";

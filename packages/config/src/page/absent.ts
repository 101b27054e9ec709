/** Known optimizers that have no package, and why; or what to use for them. */
export interface Absent {
  /** The name of its package if it had one, or that of the first of several: the row goes when that comes. */
  readonly name: string;
  readonly known: string;
  readonly why: string;
}

/** What a composition, an option or a schedule does here. */
const elsewhere: readonly Absent[] = [
  { name: "ranger", known: "Ranger", why: "a composition: `lookahead(radam)`" },
  { name: "nag", known: "NAG, Nesterov's accelerated gradient", why: "`sgd` with `nesterov`" },
  { name: "amsbound", known: "AMSBound", why: "`adabound` with `amsbound`" },
  { name: "sgdr", known: "SGDR, AdamWR", why: "a schedule: `sgd` or `adamw` with `cosineRestarts` as their `lr`" },
  { name: "reduce-on-plateau", known: "reduce_on_plateau", why: "a schedule that is fed with the loss: `plateau`" },
  { name: "adam-l2", known: "Adam with an L2 penalty", why: "`adam` with `weightDecay`" },
  { name: "sign-sgd", known: "SignSGD", why: "`signum` with `momentum: 0`" },
  { name: "adaiw", known: "AdaiW", why: "`adai` with `decoupledWeightDecay`" },
  { name: "ldog", known: "LDoG", why: "`dog` with `layerwise`" },
  { name: "kron", known: "Kron", why: "`psgd-kron`" },
  { name: "grokfast-adamw", known: "GrokFastAdamW", why: "a composition: `grokfast(adamw)`" },
  {
    name: "agc",
    known: "AGC, adaptive gradient clipping",
    why: "`clip` clips by norm or value; by the weights' norms nothing does",
  },
  {
    name: "loss-scale-optimizer",
    known: "LossScaleOptimizer, DynamicLossScaler, SafeFP16Optimizer",
    why: "they keep float16 gradients from vanishing; arrays are float32 or float64 here",
  },
  {
    name: "multi-optimizer",
    known: "MultiOptimizer, OptimizerMap",
    why: "two optimizers over two sets of parameters, or parameter groups",
  },
  {
    name: "levenberg-marquardt",
    known: "Levenberg–Marquardt, Gauss–Newton",
    why: "they need residuals, not a gradient: `leastSquares` of [@downhill/minimize](../packages/minimize)",
  },
  {
    name: "bfgs",
    known: "BFGS",
    why: "its matrix has the square of the parameters' number; `lbfgs` keeps pairs instead",
  },
];

/** What the contract has no place for. */
const impossible: readonly Absent[] = [
  { name: "sparse-adam", known: "SparseAdam", why: "gradients are dense arrays here" },
  {
    name: "adam-8bit",
    known: "8-bit and 4-bit Adam, AdamW, Lion and others; FlashAdamW; paged ones",
    why: "state is of the weights' type, float32 or float64",
  },
  {
    name: "lomo",
    known: "LOMO, AdaLOMO",
    why: "they step within the backward pass, to keep no gradients; here all gradients are there first",
  },
  { name: "demo", known: "DeMo, DistributedMuon", why: "they are for several machines" },
  {
    name: "lora-rite",
    known: "LoRA-RITE (LoRARite), SaRA",
    why: "they are for adapters of low rank, which the engine does not have",
  },
  {
    name: "kfac",
    known: "K-FAC",
    why: "it needs each layer's inputs and their gradients, which an optimizer does not see here",
  },
  {
    name: "adahessian",
    known: "AdaHessian",
    why: "it takes exact products with the Hessian at each step; `sophia` has the diagonal from differences of gradients",
  },
  { name: "dpsgd", known: "DP-SGD (dpsgd, differentially_private_aggregate)", why: "it needs each sample's gradient" },
  { name: "pcgrad", known: "PCGrad, RotoGrad", why: "they need a gradient for each of several tasks" },
  { name: "cma-es", known: "CMA-ES and other evolution strategies", why: "they use no gradient" },
];

/** What has been left out so far: nothing stands in the way but a reference that is run and a package that is written. */
const left: readonly Absent[] = [
  {
    name: "ftrl",
    known:
      "FTRL, COCOB, Fromage, NERO, optimistic_gradient_descent, optimistic_adam, noisy SGD, ACProp, AdaMaxW, mechanize",
    why: "in Keras, Optax or its contrib, and little used for networks",
  },
  {
    name: "sgdw",
    known: "SGDW, AccSGD, ASGD's newer forms, SGDSaI, VSGD, QHM, PID, SRMM, SWATS, MSVAG, PNM, TAM",
    why: "momentum in other words, or SGD with one more idea: `sgd`, `aggmo` and `qhadam` are the ones that people compare with",
  },
  {
    name: "padam",
    known:
      "PAdam, A2Grad, AdaGC, Adalite, AdaMod, AdaNorm, AdaPNM, AdaShift, AdaSmooth, AdaTAM, AdamC, AdamG, AdamS, AdamWSN, Aida, Amos, Ano, AvaGrad, BCOS, DualAdam, EXAdam, FAdam, FOCUS, Gravity, Kate, Magma, ROSE, Apollo (ApolloDQN), EmoNavi, EmoFact, EmoLynx",
    why: "variants of Adam and Adagrad, most of them without a second implementation to check against",
  },
  {
    name: "galore",
    known: "GaLore, Fira, APOLLO, RACS, Alice, Conda, Q-GaLore",
    why: "state in a subspace of the gradients, for models far larger than those that JavaScript trains; `adafactor` and `sm3` save memory here",
  },
  {
    name: "scion-light",
    known: "SCIONLight, AdaGO, SpectralSphere",
    why: "`scion` and `muon` with less state or another scale; they are younger than their evidence",
  },
  {
    name: "gsam",
    known: "GSAM, WSAM, BSAM, LookSAM, Friendly-SAM (FriendlySAM)",
    why: "variants of `sam` and `asam`",
  },
  {
    name: "dadapt-sgd",
    known:
      "D-Adaptation for SGD, AdaGrad, Adan and Lion (DAdaptSGD, DAdaptAdaGrad, DAdaptAdan, DAdaptLion), dadapt_adamw",
    why: "`dadapt-adam` has AdamW's decay too; for SGD there are `dog` and `dowg`; the others are not written",
  },
  {
    name: "schedule-free-radam",
    known: "ScheduleFreeRAdam, ScheduleFreeWrapper",
    why: "of Schedule-Free the two forms of the paper are here",
  },
  {
    name: "spam",
    known: "SPAM, StableSPAM",
    why: "Adam that clips and forgets spikes: `clip(adam)` does the half of it",
  },
  {
    name: "ranger21",
    known: "Ranger21, Ranger25",
    why: "mixtures of a dozen methods, some of which are here as wrappers",
  },
  { name: "grams", known: "Grams, OrthoGrad", why: "relatives of `cautious` and of `adamp`'s projection" },
  {
    name: "scalable-shampoo",
    known: "ScalableShampoo",
    why: "`shampoo` with grafting, without its blocks and its quantised statistics",
  },
  { name: "ali-g", known: "AliG", why: "Polyak's step size with a cap" },
  {
    name: "trac",
    known: "TRAC",
    why: "a wrapper that scales another optimizer's way from its start; no reference has been run",
  },
  { name: "momo", known: "MoMo", why: "its form for Adam is the one that is used" },
];

export const absent: readonly Absent[] = [...elsewhere, ...impossible, ...left];

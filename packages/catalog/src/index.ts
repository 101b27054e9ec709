// Written by `pnpm sync` from packages/optimizers: edit those.
import { adabelief } from "@downhill/adabelief";
import { adabound } from "@downhill/adabound";
import { adadelta } from "@downhill/adadelta";
import { adafactor } from "@downhill/adafactor";
import { adagrad } from "@downhill/adagrad";
import { adai } from "@downhill/adai";
import { adam } from "@downhill/adam";
import { adamMini } from "@downhill/adam-mini";
import { adamax } from "@downhill/adamax";
import { adamp } from "@downhill/adamp";
import { adamuon } from "@downhill/adamuon";
import { adamw } from "@downhill/adamw";
import { adan } from "@downhill/adan";
import { ademamix } from "@downhill/ademamix";
import { adopt } from "@downhill/adopt";
import { aggmo } from "@downhill/aggmo";
import { amsgrad } from "@downhill/amsgrad";
import { asam } from "@downhill/asam";
import { asgd } from "@downhill/asgd";
import { came } from "@downhill/came";
import { cautious } from "@downhill/cautious";
import { cautiousWeightDecay } from "@downhill/cautious-weight-decay";
import { dadaptAdam } from "@downhill/dadapt-adam";
import { diffgrad } from "@downhill/diffgrad";
import { dog } from "@downhill/dog";
import { dowg } from "@downhill/dowg";
import { ema } from "@downhill/ema";
import { gradientCentralization } from "@downhill/gradient-centralization";
import { grokfast } from "@downhill/grokfast";
import { hyperball } from "@downhill/hyperball";
import { lamb } from "@downhill/lamb";
import { laprop } from "@downhill/laprop";
import { lars } from "@downhill/lars";
import { lbfgs } from "@downhill/lbfgs";
import { lion } from "@downhill/lion";
import { lookahead } from "@downhill/lookahead";
import { madgrad } from "@downhill/madgrad";
import { mars } from "@downhill/mars";
import { momoAdam } from "@downhill/momo-adam";
import { muon } from "@downhill/muon";
import { nadam } from "@downhill/nadam";
import { nadamw } from "@downhill/nadamw";
import { normuon } from "@downhill/normuon";
import { novograd } from "@downhill/novograd";
import { accumulate, clip, type Plugin, type Wrapper } from "@downhill/plugin";
import { polyakSgd } from "@downhill/polyak-sgd";
import { prodigy } from "@downhill/prodigy";
import { psgdKron } from "@downhill/psgd-kron";
import { qhadam } from "@downhill/qhadam";
import { radam } from "@downhill/radam";
import { rmsprop } from "@downhill/rmsprop";
import { rprop } from "@downhill/rprop";
import { sam } from "@downhill/sam";
import { scheduleFreeAdamw } from "@downhill/schedule-free-adamw";
import { scheduleFreeSgd } from "@downhill/schedule-free-sgd";
import { scion } from "@downhill/scion";
import { sgd } from "@downhill/sgd";
import { sgdp } from "@downhill/sgdp";
import { shampoo } from "@downhill/shampoo";
import { signum } from "@downhill/signum";
import { simplifiedAdemamix } from "@downhill/simplified-ademamix";
import { sm3 } from "@downhill/sm3";
import { soap } from "@downhill/soap";
import { sophia } from "@downhill/sophia";
import { splus } from "@downhill/splus";
import { stableAdamw } from "@downhill/stable-adamw";
import { swa } from "@downhill/swa";
import { tiger } from "@downhill/tiger";
import { yogi } from "@downhill/yogi";
import { type Read, read } from "./read.ts";

export {
  accumulate,
  adabelief,
  adabound,
  adadelta,
  adafactor,
  adagrad,
  adai,
  adam,
  adamax,
  adamMini,
  adamp,
  adamuon,
  adamw,
  adan,
  ademamix,
  adopt,
  aggmo,
  amsgrad,
  asam,
  asgd,
  came,
  cautious,
  cautiousWeightDecay,
  clip,
  dadaptAdam,
  diffgrad,
  dog,
  dowg,
  ema,
  gradientCentralization,
  grokfast,
  hyperball,
  lamb,
  laprop,
  lars,
  lbfgs,
  lion,
  lookahead,
  madgrad,
  mars,
  momoAdam,
  muon,
  nadam,
  nadamw,
  normuon,
  novograd,
  polyakSgd,
  prodigy,
  psgdKron,
  qhadam,
  radam,
  rmsprop,
  rprop,
  sam,
  scheduleFreeAdamw,
  scheduleFreeSgd,
  scion,
  sgd,
  sgdp,
  shampoo,
  signum,
  simplifiedAdemamix,
  sm3,
  soap,
  sophia,
  splus,
  stableAdamw,
  swa,
  tiger,
  yogi,
};

/** Every optimizer, keyed by its plugin's name. */
export const optimizers = {
  adabelief,
  adabound,
  adadelta,
  adafactor,
  adagrad,
  adai,
  adam,
  "adam-mini": adamMini,
  adamax,
  adamp,
  adamuon,
  adamw,
  adan,
  ademamix,
  adopt,
  aggmo,
  amsgrad,
  asgd,
  came,
  "dadapt-adam": dadaptAdam,
  diffgrad,
  dog,
  dowg,
  lamb,
  laprop,
  lars,
  lbfgs,
  lion,
  madgrad,
  mars,
  "momo-adam": momoAdam,
  muon,
  nadam,
  nadamw,
  normuon,
  novograd,
  "polyak-sgd": polyakSgd,
  prodigy,
  "psgd-kron": psgdKron,
  qhadam,
  radam,
  rmsprop,
  rprop,
  "schedule-free-adamw": scheduleFreeAdamw,
  "schedule-free-sgd": scheduleFreeSgd,
  scion,
  sgd,
  sgdp,
  shampoo,
  signum,
  "simplified-ademamix": simplifiedAdemamix,
  sm3,
  soap,
  sophia,
  splus,
  "stable-adamw": stableAdamw,
  tiger,
  yogi,
} as const satisfies Readonly<Record<string, Plugin>>;

/** Every wrapper, keyed by its name: `wrappers.lookahead(adam)` is an optimizer's plugin. */
export const wrappers = {
  accumulate,
  asam,
  cautious,
  "cautious-weight-decay": cautiousWeightDecay,
  clip,
  ema,
  "gradient-centralization": gradientCentralization,
  grokfast,
  hyperball,
  lookahead,
  sam,
  swa,
} as const satisfies Readonly<Record<string, Wrapper>>;

/** Optimizers and wrappers, keyed by their names. */
export const all = {
  accumulate,
  adabelief,
  adabound,
  adadelta,
  adafactor,
  adagrad,
  adai,
  adam,
  "adam-mini": adamMini,
  adamax,
  adamp,
  adamuon,
  adamw,
  adan,
  ademamix,
  adopt,
  aggmo,
  amsgrad,
  asam,
  asgd,
  came,
  cautious,
  "cautious-weight-decay": cautiousWeightDecay,
  clip,
  "dadapt-adam": dadaptAdam,
  diffgrad,
  dog,
  dowg,
  ema,
  "gradient-centralization": gradientCentralization,
  grokfast,
  hyperball,
  lamb,
  laprop,
  lars,
  lbfgs,
  lion,
  lookahead,
  madgrad,
  mars,
  "momo-adam": momoAdam,
  muon,
  nadam,
  nadamw,
  normuon,
  novograd,
  "polyak-sgd": polyakSgd,
  prodigy,
  "psgd-kron": psgdKron,
  qhadam,
  radam,
  rmsprop,
  rprop,
  sam,
  "schedule-free-adamw": scheduleFreeAdamw,
  "schedule-free-sgd": scheduleFreeSgd,
  scion,
  sgd,
  sgdp,
  shampoo,
  signum,
  "simplified-ademamix": simplifiedAdemamix,
  sm3,
  soap,
  sophia,
  splus,
  "stable-adamw": stableAdamw,
  swa,
  tiger,
  yogi,
} as const satisfies Readonly<Record<string, Plugin | Wrapper>>;

/** The name of an optimizer in the catalog. */
export type Name = keyof typeof optimizers;
/** The name of a wrapper in the catalog. */
export type WrapperName = keyof typeof wrappers;

/**
 * The plugin that a text names: `parse("adam")`, `parse("lookahead(clip(adam))")`.
 * @throws RangeError for a name that is unknown, a wrapper with nothing in it, and an optimizer with something in it
 */
export function parse<T extends string>(text: T): Read<typeof all, T> {
  return read(all, text) as never;
}

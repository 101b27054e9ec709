/** What an optimizer and its numbers are called in a sentence. */

import type { Entry } from "./race.ts";

/** Where a name is more than a word with a capital. */
const written: Readonly<Record<string, string>> = {
  ...{ adabelief: "AdaBelief", adabound: "AdaBound", adadelta: "Adadelta", "adam-mini": "Adam-mini", adamp: "AdamP" },
  ...{ adamuon: "AdaMuon", adamw: "AdamW", ademamix: "AdEMAMix", adopt: "ADOPT", aggmo: "AggMo", amsgrad: "AMSGrad" },
  ...{ asam: "ASAM", asgd: "ASGD", came: "CAME", "dadapt-adam": "D-Adaptation Adam", diffgrad: "diffGrad", dog: "DoG" },
  ...{ dowg: "DoWG", ema: "EMA", lamb: "LAMB", laprop: "LaProp", lars: "LARS", lbfgs: "L-BFGS", madgrad: "MADGRAD" },
  ...{ mars: "MARS", "momo-adam": "MoMo-Adam", nadam: "NAdam", nadamw: "NAdamW", normuon: "NorMuon" },
  ...{ novograd: "NovoGrad", "polyak-sgd": "Polyak SGD", "psgd-kron": "PSGD Kron", qhadam: "QHAdam", radam: "RAdam" },
  ...{ rmsprop: "RMSProp", sam: "SAM", "schedule-free-adamw": "Schedule-Free AdamW" },
  ...{
    "schedule-free-sgd": "Schedule-Free SGD",
    sgd: "SGD",
    sgdp: "SGDP",
    "simplified-ademamix": "Simplified AdEMAMix",
  },
  ...{ sm3: "SM3", soap: "SOAP", splus: "SPlus", "stable-adamw": "StableAdamW", swa: "SWA" },
};

const word = (name: string): string =>
  written[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");

/** `lookahead(adam)` is Lookahead(Adam). */
export const titleOf = (optimizer: string): string => optimizer.replace(/[^()]+/g, word);

const hasMomentum = ({ optimizer, hyper }: Entry) => optimizer === "sgd" && Number(hyper.momentum ?? 0) > 0;

/** Short where there is little room. */
export function nameOf(entry: Entry, room: "sentence" | "label" | "phone" = "sentence"): string {
  const title = titleOf(entry.optimizer);
  if (room === "phone" || !hasMomentum(entry)) return title;
  return room === "label" ? `${title}, momentum` : `${title} with momentum`;
}

const symbols: Readonly<Record<string, string>> = {
  ...{ lr: "rate", beta1: "β₁", beta2: "β₂", beta3: "β₃", eps: "ε", momentum: "μ", rho: "ρ", weightDecay: "decay" },
};

export const symbolOf = (hyperparameter: string): string => symbols[hyperparameter] ?? hyperparameter;

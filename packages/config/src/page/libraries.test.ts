import { expect, test } from "vitest";
import { loadOwn, loadPlugins } from "../plugins.ts";
import { repository } from "../workspace.ts";
import { absent } from "./absent.ts";

/** What the other libraries have, by their names, as of their releases of 2026. */
const libraries: Readonly<Record<string, string>> = {
  "torch.optim":
    "ASGD Adadelta Adafactor Adagrad Adam AdamW Adamax LBFGS Muon NAdam RAdam RMSprop Rprop SGD SparseAdam",
  optax:
    "adabelief adadelta adafactor adagrad adam adamax adamaxw adamw adan amsgrad fromage lamb lars lbfgs lion nadam nadamw " +
    "noisy_sgd novograd optimistic_adam optimistic_gradient_descent polyak_sgd radam rmsprop rprop sgd sign_sgd signum sm3 yogi",
  "optax.contrib":
    "acprop ademamix adopt cocob dadapt_adamw differentially_private_aggregate dog dowg dpsgd galore madgrad mechanize momo " +
    "momo_adam muon prodigy reduce_on_plateau sam schedule_free_adamw schedule_free_sgd simplified_ademamix sophia",
  keras:
    "Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lamb Lion LossScaleOptimizer MultiOptimizer Muon Nadam OptimizerMap " +
    "RMSprop SGD ScheduleFreeAdamW",
  timm:
    "AdaBelief Adafactor AdaHessian AdamP AdamW Adan ADOPT Kron Lamb LaProp LARS Lion Lookahead MADGRAD MARS Muon NAdam NAdamW " +
    "NovoGrad RAdam RMSprop SGDP SGDW",
  pytorch_optimizer:
    "A2Grad ADOPT APOLLO ASGD AccSGD AdEMAMix AdaBelief AdaBound AdaDelta AdaFactor AdaGC AdaGO AdaHessian AdaLOMO AdaMax AdaMod " +
    "AdaMuon AdaNorm AdaPNM AdaShift AdaSmooth AdaTAM Adai Adalite Adam AdamC AdamG AdamMini AdamP AdamS AdamW AdamWSN Adan AggMo " +
    "Aida AliG Alice Amos Ano ApolloDQN AvaGrad BCOS BSAM CAME Conda DAdaptAdaGrad DAdaptAdam DAdaptAdan DAdaptLion DAdaptSGD DeMo " +
    "DiffGrad DistributedMuon DualAdam DynamicLossScaler EXAdam EmoFact EmoLynx EmoNavi FAdam FOCUS FTRL Fira FlashAdamW FriendlySAM " +
    "Fromage GSAM GaLore Grams Gravity GrokFastAdamW Kate Kron LARS LBFGS LOMO LaProp Lamb Lion LoRARite LookSAM Lookahead MADGRAD " +
    "MARS MSVAG Magma Muon NAdam Nero NorMuon NovoGrad OrthoGrad PAdam PCGrad PID PNM Prodigy QHAdam QHM RACS RAdam RMSprop ROSE " +
    "Ranger Ranger21 Ranger25 RotoGrad SAM SCION SCIONLight SGD SGDP SGDSaI SGDW SM3 SOAP SPAM SPlus SRMM SWATS SaRA SafeFP16Optimizer " +
    "ScalableShampoo ScheduleFreeAdamW ScheduleFreeRAdam ScheduleFreeSGD ScheduleFreeWrapper Shampoo SignSGD SimplifiedAdEMAMix " +
    "SpectralSphere StableAdamW StableSPAM TAM TRAC Tiger VSGD WSAM Yogi agc",
};

const plain = (text: string) => text.toLowerCase().replace(/[-_ ]/g, "");

/** Names of packages that other libraries call by another name. */
const otherwise: Readonly<Record<string, string>> = { sophiah: "sophia" };

test.each(Object.entries(libraries))("all that %s has is here, or among what is not", async (_, names) => {
  const here = new Set(
    [...(await loadPlugins(repository)), ...(await loadOwn(repository))].map(({ name }) => plain(name)),
  );
  const words = absent.flatMap(({ name, known }) => [name, ...known.split(/[,;()]| and /)]).map(plain);
  const missing = names
    .split(" ")
    .map(plain)
    .map((name) => otherwise[name] ?? name)
    .filter((name) => !here.has(name) && !words.some((word) => word === name));
  expect(missing).toEqual([]);
});

test("what stands among what is not here is named once", () => {
  const names = absent.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

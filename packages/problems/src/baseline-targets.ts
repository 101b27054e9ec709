// Written by `pnpm bench targets`.
import type { Targets } from "./targets.ts";

export const targets: Targets = {
  version: 1,
  seeds: {
    first: 2000000,
    count: 20,
  },
  problems: {
    moons: [
      {
        name: "quarter",
        loss: 0.07104,
        evaluations: 234,
        optimizer: "nadamw",
        hyper: {
          lr: 0.0814,
          beta1: 0.9069,
          beta2: 0.9386,
          weightDecay: 0.000948,
        },
      },
      {
        name: "half",
        loss: 0.06521,
        evaluations: 498,
        optimizer: "nadamw",
        hyper: {
          lr: 0.0457,
          beta1: 0.9708,
          beta2: 0.9797,
          weightDecay: 0.00243,
        },
      },
      {
        name: "all",
        loss: 0.05944,
        evaluations: 1000,
        optimizer: "nadamw",
        hyper: {
          lr: 0.0457,
          beta1: 0.9708,
          beta2: 0.9797,
          weightDecay: 0.00243,
        },
      },
    ],
    "rosenbrock-10": [
      {
        name: "quarter",
        loss: 0.04957,
        evaluations: 234,
        optimizer: "adamw",
        hyper: {
          lr: 0.0814,
          beta1: 0.9069,
          beta2: 0.9386,
          weightDecay: 0.000948,
        },
      },
      {
        name: "half",
        loss: 0.000006063,
        evaluations: 498,
        optimizer: "sgd",
        hyper: {
          lr: 0.000396,
          momentum: 0.9678,
          weightDecay: 0.0000271,
          nesterov: 1,
          dampening: 0,
        },
      },
      {
        name: "all",
        loss: 1.26e-8,
        evaluations: 1000,
        optimizer: "sgd",
        hyper: {
          lr: 0.000396,
          momentum: 0.9678,
          weightDecay: 0.0000271,
          dampening: 0,
        },
      },
    ],
  },
};

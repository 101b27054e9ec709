// Written by `pnpm bench targets`.
import type { Targets } from "./targets.ts";

export const targets: Targets["problems"] = {
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
  spiral: [
    {
      name: "quarter",
      loss: 0.5289,
      evaluations: 120,
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
      loss: 0.3845,
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
      name: "all",
      loss: 0.2378,
      evaluations: 500,
      optimizer: "nadamw",
      hyper: {
        lr: 0.0396,
        beta1: 0.9872,
        beta2: 0.9045,
        weightDecay: 0.0135,
      },
    },
  ],
};

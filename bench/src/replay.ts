import { accuracy, fit } from "@downhill/core";
import { type NnfsOptions, nnfs } from "@downhill/problems";
import { type CellHyper, type CellName, makeOptimizer, rateOf } from "./notebook.ts";

export interface Cell {
  readonly problem: NnfsOptions;
  readonly optimizer: CellName;
  readonly hyper: CellHyper;
  /** The notebook's `range(epochs)`: 10,001 print a row for epoch 10,000 too. */
  readonly epochs: number;
  readonly every: number;
}

/** One printed line: the forward pass of that epoch, before its update; `lr` is the rate of the update before it. */
export interface Row {
  readonly epoch: number;
  readonly accuracy: number;
  readonly loss: number;
  readonly lr: number;
}

export interface Replay {
  readonly rows: Row[];
  /** After the last update, flat, row by row (inputs × outputs): `layer1`, `layer1Biases`, `layer2`, … */
  readonly weights: Record<string, number[]>;
}

/** Trains one cell of the notebook. */
export function replay(cell: Cell, onEpoch: (epoch: number) => void = () => {}): Replay {
  const { model, loss, x, y } = nnfs(cell.problem);
  const optimizer = makeOptimizer(cell.optimizer, model.parameters(), cell.hyper);
  const rate = rateOf(cell.optimizer, cell.hyper);
  const rows: Row[] = [];
  fit(
    model,
    { x, y },
    {
      loss,
      optimizer,
      epochs: cell.epochs,
      // After the update; but what the loss remembers is from before it, as what the notebook prints.
      onEpoch({ epoch, loss: value }) {
        if (epoch % cell.every === 0) {
          // The notebook counts by the probabilities: logits that differ can round to equal ones; the first then wins.
          const share = accuracy(loss.probabilities, y, { kind: "classes" });
          rows.push({ epoch, accuracy: share, loss: value, lr: rate(Math.max(0, epoch - 1)) });
        }
        onEpoch(epoch);
      },
    },
  );
  const values = Object.values(model.state()).map((each) => [...each]);
  const weights = values.map((each, i) => [`layer${1 + Math.floor(i / 2)}${i % 2 === 0 ? "" : "Biases"}`, each]);
  return { rows, weights: Object.fromEntries(weights) };
}

/** The line that the notebook prints. */
export function printed({ epoch, accuracy, loss, lr }: Row): string {
  return `epoch: ${epoch}, acc: ${accuracy.toFixed(3)}, loss: ${loss.toFixed(3)}, lr: ${python(lr)}`;
}

/** A float as Python's `repr` writes it. */
function python(x: number): string {
  if (x > 0 && x < 1e-4) return x.toExponential().replace(/-(\d)$/, "-0$1");
  return Number.isInteger(x) ? x.toFixed(1) : String(x);
}

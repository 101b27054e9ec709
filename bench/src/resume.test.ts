import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize } from "node:v8";
import { fit } from "@downhill/core";
import { nnfs } from "@downhill/problems";
import { afterAll, expect, test } from "vitest";
import { type CellHyper, type CellName, makeOptimizer } from "./notebook.ts";

const folder = mkdtempSync(join(tmpdir(), "downhill-resume-"));
afterAll(() => rmSync(folder, { recursive: true }));

// A decay that shows: a schedule that began again would end elsewhere.
const cases: [CellName, CellHyper][] = [
  ["adam", { lr: 0.02, decay: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-7 }],
  ["sgd", { lr: 1, decay: 1e-3, momentum: 0.9 }],
];

/** Trains 500 epochs in a process of its own: from what is stored in `load`, if given; stores all in `save`. */
const leg = `
  import { readFileSync, writeFileSync } from "node:fs";
  import { deserialize, serialize } from "node:v8";
  import { fit } from "@downhill/core";
  import { nnfs } from "@downhill/problems";
  import { makeOptimizer } from "./src/notebook.ts";

  const { name, hyper, load, save } = JSON.parse(process.argv.at(-1));
  const { model, loss, x, y } = nnfs({ seed: 3 });
  const optimizer = makeOptimizer(name, model.parameters(), hyper);
  if (load) {
    const stored = deserialize(readFileSync(load));
    model.load(stored.weights);
    optimizer.load(stored.state);
  }
  const { loss: losses } = fit(model, { x, y }, { loss, optimizer, epochs: 500, from: optimizer.t });
  writeFileSync(save, serialize({ weights: model.state(), state: optimizer.state(), losses }));
`;

function trainElsewhere(options: { name: CellName; hyper: CellHyper; load?: string; save: string }) {
  const args = ["--import", "tsx", "--input-type=module", "--eval", leg, "--", JSON.stringify(options)];
  execFileSync(process.execPath, args, { cwd: fileURLToPath(new URL("..", import.meta.url)) });
  return deserialize(readFileSync(options.save));
}

test.each(cases)(
  "%s: 500 epochs, and 500 more in a fresh process, are 1,000 to the bit",
  { timeout: 120_000 },
  (name, hyper) => {
    const whole = nnfs({ seed: 3 });
    const optimizer = makeOptimizer(name, whole.model.parameters(), hyper);
    const history = fit(whole.model, whole, { loss: whole.loss, optimizer, epochs: 1000 });

    const [middle, end] = [join(folder, `${name}-500`), join(folder, `${name}-1000`)];
    const first = trainElsewhere({ name, hyper, save: middle });
    const second = trainElsewhere({ name, hyper, load: middle, save: end });
    expect([first.state.t, second.state.t]).toEqual([500, 1000]);
    expect([...first.losses, ...second.losses]).toEqual(history.loss);
    expect(second.weights).toEqual(whole.model.state());
    expect(second.state).toEqual(optimizer.state());

    // Without the optimizer's state it is another run: what is asked above is not met by chance.
    const other = nnfs({ seed: 3 });
    other.model.load(first.weights);
    const fresh = makeOptimizer(name, other.model.parameters(), hyper);
    fit(other.model, other, { loss: other.loss, optimizer: fresh, epochs: 500 });
    expect(other.model.state()).not.toEqual(second.weights);
  },
);

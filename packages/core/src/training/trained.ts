import type { LayerParameter } from "../layers/layer.ts";
import type { Model } from "../model/model.ts";
import type { Stepper } from "./options.ts";

/**
 * The parameters of a model that an optimizer moves, told by their memory; all of them where it does not tell.
 * @throws RangeError for an optimizer that holds anything else: it would train another model, or part of one.
 */
export function trainedBy(owner: string, model: Model, optimizer: Stepper): Readonly<Record<string, LayerParameter>> {
  if (!optimizer.parameters) return model.parameters();
  const parameters = Object.entries(model.parameters());
  const byBuffer = new Map<unknown, Map<number, string>>();
  for (const [name, { value }] of parameters) {
    const offsets = byBuffer.get(value.buffer) ?? new Map<number, string>();
    byBuffer.set(value.buffer, offsets.set(value.byteOffset, name));
  }
  const trained = new Set<string>();
  for (const [held, { value }] of Object.entries(optimizer.parameters)) {
    const name = byBuffer.get(value.buffer)?.get(value.byteOffset);
    if (name === undefined) {
      throw new RangeError(
        `${owner}: the optimizer holds "${held}", which is no parameter of this model: make it of model.parameters()`,
      );
    }
    trained.add(name);
  }
  return Object.fromEntries(parameters.filter(([name]) => trained.has(name)));
}

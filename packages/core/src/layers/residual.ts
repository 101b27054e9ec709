import { elements, type Shape } from "../data/tensor.ts";
import type { Mutable } from "../model/mutable.ts";
import type { EngineBackwardPass, EngineLayer } from "./engine.ts";
import type { Layer } from "./layer.ts";
import { joinNames, type Layers, nameLayers } from "./names.ts";

type InnerPass = Mutable<EngineBackwardPass>;

/**
 * y = x + f(x), f being layers one after the other whose outputs have the shape of x. Their parameters are named as a
 * model's: `residual1.dense0.weight`.
 * @throws TypeError or RangeError for what is no layer; when the model is made, for an f that changes the shape.
 * Source: He et al. 2016, equation 1.
 */
export function residual(layers: Layers): Layer {
  const inner = nameLayers("residual", layers);
  const last = inner.length - 1;

  /** The shape that each layer gets, and at the end the last one's. */
  const shapes = (inputShape: Shape): Shape[] => {
    const all = [inputShape];
    for (const { layer } of inner) all.push(layer.outputShape(all.at(-1)!));
    return all;
  };

  /** What the layers have of something, by their names and its own. */
  const joined = <T>(
    inputShape: Shape,
    of: (layer: EngineLayer, shape: Shape) => Readonly<Record<string, T>> | undefined,
  ) =>
    Object.fromEntries(
      shapes(inputShape)
        .slice(0, -1)
        .flatMap((shape, l) =>
          Object.entries(of(inner[l]!.layer, shape) ?? {}).map(([key, each]) => [`${inner[l]!.name}.${key}`, each]),
        ),
    );

  /** The passes of the layers in one plan, which its scratch arrays stand for. */
  const passes = new WeakMap<object, InnerPass[]>();
  const passesOf = (outer: EngineBackwardPass): InnerPass[] => {
    const made = passes.get(outer.scratch) ?? makePasses(outer);
    passes.set(outer.scratch, made);
    return made;
  };
  const makePasses = (outer: EngineBackwardPass): InnerPass[] => {
    const all = shapes(outer.inputShape);
    const { scratch } = outer;
    return inner.map(({ name }, l) => ({
      ...outer,
      inputShape: all[l]!,
      inputs: elements(all[l]!),
      outputShape: all[l + 1]!,
      outputs: elements(all[l + 1]!),
      parameters: part(outer.parameters, name),
      buffers: part(outer.buffers, name),
      scratch: part(scratch, name),
      x: l === 0 ? outer.x : scratch[`y${l - 1}`]!,
      y: scratch[`y${l}`]!,
      dy: scratch[`dy${l}`]!,
      dx: l === 0 ? undefined : scratch[`dy${l - 1}`],
      gate: false,
      gated: false,
    }));
  };

  const layer: EngineLayer = {
    name: "residual",
    models: Object.fromEntries(
      inner.flatMap(({ name, layer: { models = {} } }) =>
        Object.entries(models).map(([path, model]) => [joinNames(name, path), model]),
      ),
    ),
    outputShape(inputShape) {
      const output = shapes(inputShape).at(-1)!;
      if (output.join() === inputShape.join()) return inputShape;
      throw new RangeError(
        `residual: the layers must keep the shape [${inputShape.join(", ")}], and make it [${output.join(", ")}]`,
      );
    },
    parameters: (inputShape) => joined(inputShape, (each, shape) => each.parameters?.(shape)),
    buffers: (inputShape) => joined(inputShape, (each, shape) => each.buffers?.(shape)),
    scratch(inputShape, rows) {
      const sizes: Record<string, number> = joined(inputShape, (each, shape) => each.scratch?.(shape, rows));
      for (const [l, shape] of shapes(inputShape).slice(1).entries()) {
        sizes[`y${l}`] = rows * elements(shape);
        if (l < last) sizes[`dy${l}`] = rows * elements(shape);
      }
      return { ...sizes, dx: rows * elements(inputShape) };
    },
    forward(outer) {
      const all = passesOf(outer as EngineBackwardPass);
      all[0]!.x = outer.x;
      for (const [l, { layer }] of inner.entries()) {
        all[l]!.training = outer.training;
        layer.forward(all[l]!);
      }
      const { x, y } = outer;
      const f = all[last]!.y;
      for (let i = 0; i < y.length; i++) y[i] = x[i]! + f[i]!;
    },
    sites: (outer) => passesOf(outer as EngineBackwardPass).flatMap((pass, l) => inner[l]!.layer.sites?.(pass) ?? []),
    backward(outer) {
      const all = passesOf(outer);
      const { dx, dy, scratch } = outer;
      all[0]!.dx = dx && scratch.dx;
      all[last]!.dy = dy;
      for (let l = last; l >= 0; l--) inner[l]!.layer.backward(all[l]!);
      if (dx) for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! + scratch.dx![i]!;
    },
  };
  return layer;
}

/** What has that prefix, without it. */
function part<T>(record: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  const entries = Object.entries(record).filter(([name]) => name.startsWith(`${prefix}.`));
  return Object.fromEntries(entries.map(([name, each]) => [name.slice(prefix.length + 1), each]));
}

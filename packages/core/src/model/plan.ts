import type { Random } from "@downhill/plugin/random";
import { elements, type Shape, type Tensor } from "../data/tensor.ts";
import { flush } from "../kernels/plain/flush.ts";
import type { MatmulPrecision } from "../kernels/plain/matmul.ts";
import { isDense } from "../layers/dense.ts";
import type { EngineBackwardPass, Site, Use } from "../layers/engine.ts";
import { type Block, bytesOf, plainRoom, type Room, type Runs, roomFor } from "./memory.ts";
import { type Mirror, mirrorOf, type Own } from "./mirror.ts";
import type { Mutable } from "./mutable.ts";
import type { Placed } from "./placed.ts";

type Outline = Pick<Placed, "layer" | "inputShape" | "outputShape">;

/** The layers that compute, with pairs that can be one made one; not the last two, whose dy is the caller's. */
function working<P extends Outline>(places: readonly P[]): P[] {
  const all = places.filter(({ layer }) => !layer.reshapes);
  // A model that does nothing else has to copy: its output is its own.
  if (all.length === 0) return [places[0]!];
  const fused: P[] = [];
  for (let l = 0; l < all.length; l++) {
    const [place, next] = [all[l]!, all[l + 1]];
    const layer = l + 2 < all.length ? place.layer.fuse?.(next!.layer) : undefined;
    fused.push(layer ? { ...place, layer, outputShape: next!.outputShape } : place);
    if (layer) l++;
  }
  return fused;
}

const scratchOf = ({ layer, inputShape }: Outline, rows: number) =>
  Object.entries(layer.scratch?.(inputShape, rows) ?? {});

/**
 * What a plan takes of memory: x, each layer's y, its scratch arrays, and unless it is for inference the gradients of
 * all of them but the scratch.
 */
export function planRuns(places: readonly Outline[], rows: number, use: Use): Runs {
  const layers = working(places);
  const activations = [places[0]!.inputShape, ...layers.map(({ outputShape }) => outputShape)].map(
    (shape) => rows * elements(shape),
  );
  const scratch = layers.flatMap((each) => scratchOf(each, rows).map(([, length]) => length));
  return [...activations, ...scratch, ...(use === "inference" ? [] : activations)].map((length) => [length]);
}

/** What a plan needs of its model. */
export interface PlanModel {
  readonly places: readonly Placed[];
  readonly own: Own;
  /** Where its parameters lie. */
  readonly room: Room;
  readonly matmulPrecision: MatmulPrecision;
  readonly random: Random;
}

const NOTHING = new Float32Array(0);

/**
 * The activations of a model for one batch size, and their gradients, laid out once: each layer's y is the next one's x,
 * and its dy the next one's dx. Layers that only reshape are not in it. Where the model's own heap has no room for them,
 * they get another, with a mirror of the parameters: that costs a step a copy of these, and no more.
 */
export class Plan {
  readonly output: Tensor;
  /** Whether the kernels reach it. */
  readonly inHeap: boolean;
  readonly #block: Block;
  readonly #elsewhere: Room | undefined;
  readonly #mirror: Mirror | undefined;
  readonly #passes: Mutable<EngineBackwardPass>[];
  readonly #layers: readonly Placed["layer"][];
  /** The first layer that has parameters: whose parameters alone are to learn needs no gradient of what is before it. */
  readonly #first: number;
  readonly #input: Float32Array;
  /** With respect to each layer's x, and to the last one's y. */
  readonly #gradients: readonly Float32Array[];
  readonly #inputGradient: Tensor;
  readonly #outputGradient: Float32Array;

  /** @param spare of a plan that is no more: making memory takes longer than a step of a small model */
  constructor({ places, own, room, matmulPrecision, random }: PlanModel, rows: number, use: Use, spare?: Room) {
    const layers = working(places);
    const runs = planRuns(places, rows, use);
    const all = [...runs, ...own.runs];
    const here = room.allocate(runs);
    const there = here ? undefined : spare?.allocate(all);
    if (!there) spare?.dispose();
    if (here) this.#block = here;
    else if (there) {
      this.#elsewhere = spare;
      this.#block = there;
    } else {
      const slack = 4 * bytesOf([[rows * elements(places.at(-1)!.outputShape)]]); // for what a loss keeps beside outputs
      this.#elsewhere = roomFor(all, slack) ?? plainRoom(`model: a batch of ${rows}`, all);
      this.#block = this.#elsewhere.first;
    }
    if (this.#elsewhere) this.#mirror = mirrorOf(own, this.#block.runs.slice(runs.length));
    this.inHeap = (this.#elsewhere ?? room).inHeap;
    const arrays = this.#block.runs.flat().values();
    const next = (): Float32Array => arrays.next().value!;
    const isGate = (l: number) =>
      l > 0 && l < layers.length && isDense(layers[l]!.layer) && layers[l - 1]!.layer.rectifies === true;
    const parameterOf = this.#mirror?.parameters ?? ((each) => each);
    const bufferOf = this.#mirror?.buffers ?? ((each) => each);

    this.#layers = layers.map(({ layer }) => layer);
    this.#first = Math.max(0, layers.findIndex(learns));
    const activations = [0, ...layers].map(next);
    const scratches = layers.map((each) => Object.fromEntries(scratchOf(each, rows).map(([name]) => [name, next()])));
    const gradients = use === "inference" ? [] : activations.map(next);
    this.#gradients = gradients;
    this.#passes = layers.map(({ inputShape, outputShape, parameters, buffers }, l) => ({
      rows,
      inputShape,
      inputs: elements(inputShape),
      outputShape,
      outputs: elements(outputShape),
      matmulPrecision,
      training: use === "training",
      use,
      random,
      parameters: mapped(parameters, parameterOf),
      buffers: mapped(buffers, bufferOf),
      scratch: scratches[l]!,
      x: activations[l]!,
      y: activations[l + 1]!,
      dy: gradients[l + 1] ?? NOTHING,
      dx: gradients[l],
      gate: isGate(l),
      gated: isGate(l + 1),
    }));
    const shape = (of: Shape): Shape => [rows, ...of];
    this.#input = activations[0]!;
    this.#inputGradient = { shape: shape(places[0]!.inputShape), data: gradients[0] ?? NOTHING };
    this.#outputGradient = gradients.at(-1) ?? NOTHING;
    this.output = { shape: shape(places.at(-1)!.outputShape), data: activations.at(-1)! };
  }

  forward(x: Float32Array): void {
    this.#begin(x);
    for (let l = 0; l < this.#layers.length; l++) this.#layers[l]!.forward(this.#passes[l]!);
    this.#mirror?.writeBuffers();
  }

  #begin(x: Float32Array): void {
    this.#mirror?.read();
    // Where the kernels can take it together with the weights, and where nothing that the plan computes overwrites it.
    this.#input.set(x);
    flush(this.#input);
  }

  /** A forward as far as the site of that number; undefined where there are not so many. */
  measured(x: Float32Array, site: number): Site | undefined {
    this.#begin(x);
    let before = 0;
    for (let l = 0; l < this.#layers.length; l++) {
      this.#layers[l]!.forward(this.#passes[l]!);
      const sites = this.#sitesOf(l);
      if (site < before + sites.length) return sites[site - before];
      before += sites.length;
    }
    return undefined;
  }

  /** All that the last forward has left. */
  sites(): readonly Site[] {
    return this.#layers.flatMap((_, l) => this.#sitesOf(l));
  }

  #sitesOf(l: number): readonly Site[] {
    const sites = this.#layers[l]!.sites?.(this.#passes[l]!) ?? [];
    const mirror = this.#mirror;
    if (!mirror) return sites;
    const written = ({ set, ...site }: Site): Site => ({
      ...site,
      set(means, variances) {
        set(means, variances);
        mirror.writeBuffers();
      },
    });
    return sites.map(written);
  }

  /** Backward from the last forward; returns the input's gradient if it is asked for. */
  backward(dy: Float32Array, inputGradient: boolean): Tensor | undefined {
    const last = this.#passes.at(-1)!;
    last.dy = dy.buffer === this.#outputGradient.buffer ? dy : this.#outputGradient;
    if (last.dy !== dy) {
      last.dy.set(dy);
      flush(last.dy);
    }
    const first = inputGradient ? 0 : this.#first;
    this.#passes[this.#first]!.dx = inputGradient ? this.#gradients[this.#first] : undefined;
    for (let l = this.#layers.length - 1; l >= first; l--) this.#layers[l]!.backward(this.#passes[l]!);
    this.#mirror?.writeGradients();
    return inputGradient ? this.#inputGradient : undefined;
  }

  /**
   * Gives the memory back. The plan, its outputs and gradients cannot be used any more.
   * @returns what it has beside the model's, for another plan or to be disposed of
   */
  free(): Room | undefined {
    this.#block.free();
    return this.#elsewhere;
  }
}

function learns({ parameters, layer: { models = {} } }: Placed): boolean {
  return [parameters, ...Object.values(models).map((model) => model.parameters)].some(
    (each) => Object.keys(each).length > 0,
  );
}

function mapped<A, B>(record: Readonly<Record<string, A>>, f: (each: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, each]) => [name, f(each)]));
}

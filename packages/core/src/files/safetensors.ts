import { checkChoice, checkOptions, checkWhole, refuse } from "@downhill/plugin/arguments";
import type { LayerBuffer, LayerParameter } from "../layers/layer.ts";
import { checkModel } from "../model/engine.ts";
import { checkMatch, MATCH, type MatchOptions } from "../model/matched.ts";
import type { Model } from "../model/model.ts";
import type { Bytes, BytesLike } from "./bytes.ts";
import { type FileMetadata, readSafetensors, type StoredArray, writeSafetensors } from "./format.ts";
import { type Layout, partition, weightsOf } from "./stored-model.ts";
import { arraysOf, metadataOf, OPTIMIZER, type Stateful, stateOf } from "./stored-optimizer.ts";

/** A random stream whose place can be stored: `numpyRandom`'s, or another whose state JSON keeps. */
export interface StoredStream {
  state(): unknown;
  // A method, so that one which takes only its own state is one.
  load(state: never): void;
}

export interface SaveFileOptions {
  /** Whose state to store with the model, hyperparameters included. Default: none. */
  readonly optimizer?: Stateful | undefined;
  /** Whose place to store: the stream that the model draws from, or that which shuffles. Default: none. */
  readonly random?: StoredStream | undefined;
  /** The number of the last epoch that was trained. Default: none. */
  readonly epoch?: number | undefined;
  /** What else to store, by name. What these options store is taken. Default: nothing. */
  readonly metadata?: FileMetadata | undefined;
}

export interface LoadFileOptions extends MatchOptions {
  /** The optimizer to restore. Default: its state in the file, if there is one, is left alone. */
  readonly optimizer?: Stateful | undefined;
  /** The stream to restore. The same. */
  readonly random?: StoredStream | undefined;
  /**
   * How the file has the weights of dense layers: `downhill`, inputs × units, as `save` writes them; or `torch`, units × inputs,
   * as `torch.nn.Linear` does, which are transposed. (All matrices of role "weight". Convolutions, embeddings, biases,
   * normalisations and the optimizer's state are read as they are.) Default `downhill`.
   */
  readonly layout?: Layout | undefined;
  /** `keep`: the optimizer's hyperparameters stay as they are, and only its memory is restored. Default `restore`. */
  readonly hyper?: "restore" | "keep" | undefined;
}

/** What a file holds beside what was restored. */
export interface Loaded {
  /** As it was saved: go on with `from: epoch + 1`. */
  readonly epoch: number | undefined;
  readonly metadata: FileMetadata;
}

const RANDOM = "random";
const EPOCH = "epoch";
const TAKEN = [...OPTIMIZER, RANDOM, EPOCH];

/**
 * A model as a `.safetensors` file: its parameters and buffers by name, `dense0.weight` and so on, in their shapes (the
 * weight of a dense layer is inputs × units). An optimizer's arrays are with them as `optimizer.m.dense0.weight`; the rest
 * of its state, a stream's and the epoch are metadata. `load` reads it, and so do the Python library and PyTorch.
 * @throws TypeError for a model, optimizer or stream that is none, or metadata that are not strings; RangeError for an
 *   option that is unknown or out of range, or a name of metadata that is taken.
 */
export function save(model: Model, options: SaveFileOptions = {}): Bytes {
  checkModel("save", model);
  checkOptions("save", options, ["optimizer", "random", "epoch", "metadata"]);
  const { optimizer, random, epoch, metadata = {} } = options;
  checkStateful("save", optimizer, random);
  if (epoch !== undefined) checkWhole("save", "epoch", epoch, 0);
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata))
    refuse("save", "metadata", "strings by name", metadata);
  for (const [name, value] of Object.entries(metadata)) {
    if (TAKEN.includes(name)) throw new RangeError(`save: metadata cannot be named ${name}`);
    if (typeof value !== "string") refuse("save", `metadata.${name}`, "a string", value);
  }
  const state = optimizer?.state();
  const arrays: Record<string, StoredArray> = {};
  for (const [name, { value, shape }] of Object.entries(stored(model))) arrays[name] = { shape, data: value };
  return writeSafetensors(
    { ...arrays, ...(state && arraysOf(state, model)) },
    {
      ...metadata,
      ...(state && metadataOf(state)),
      ...(random && { [RANDOM]: JSON.stringify(random.state()) }),
      ...(epoch !== undefined && { [EPOCH]: String(epoch) }),
    },
  );
}

/**
 * Restores what `save` stored: all of it or, where anything does not fit, nothing. Weights of other libraries may be of
 * half or double precision, which is rounded to float32. With `missing`, `extra` and `rename`, what the file and the model
 * have in common is restored, of the optimizer's state too: a trained body under a new head. A file that PyTorch wrote needs
 * `layout: "torch"`, and `rename` for what it calls otherwise: `scale` is its normalisations' `weight`, `runningMean` and
 * `runningVariance` are `running_mean` and `running_var`.
 * @returns the epoch and the metadata that were saved
 * @throws TypeError for a model, optimizer or stream that is none, or something else than bytes; RangeError naming what
 *   does not fit: a file that is cut short or damaged; an array that is missing, unknown, of another shape or type than
 *   the model's or the optimizer's, or holds what is no number; another optimizer's state, or none.
 */
export function load(model: Model, bytes: BytesLike, options: LoadFileOptions = {}): Loaded {
  checkModel("load", model);
  checkOptions("load", options, ["optimizer", "random", "hyper", "layout", ...MATCH]);
  const { optimizer, random, hyper = "restore", layout = "downhill", ...match } = options;
  checkMatch("load", match);
  checkStateful("load", optimizer, random);
  checkChoice("load", "hyper", hyper, ["restore", "keep"]);
  checkChoice("load", "layout", layout, ["downhill", "torch"]);

  const { metadata, arrays } = readSafetensors("load", bytes);
  const own = stored(model);
  const [states, weights] = partition(arrays, own);
  const values = weightsOf(weights, own, match, layout);
  const state =
    optimizer && stateOf(metadata, states, { optimizer, model, hyper, match, weights: Object.keys(weights) });
  const place = random && placeOf(metadata);
  const epoch = epochOf(metadata);

  // The optimizer comes last: what it throws leaves it as it was, and the others can be put back exactly.
  const before = { values: model.state(), place: random?.state() };
  try {
    random?.load(place as never);
    model.load(values, { missing: "keep" });
    if (state) optimizer?.load(state, { ...match, hyper });
  } catch (error) {
    model.load(before.values);
    random?.load(before.place as never);
    throw error;
  }
  const rest = Object.entries(metadata).filter(([name]) => !TAKEN.includes(name));
  return { epoch, metadata: Object.fromEntries(rest) };
}

function stored(model: Model): Record<string, LayerBuffer & Pick<LayerParameter, "role">> {
  return { ...model.parameters(), ...model.buffers() };
}

function checkStateful(owner: string, optimizer: unknown, random: unknown): void {
  const isStateful = (value: unknown) =>
    typeof Object(value).state === "function" && typeof Object(value).load === "function";
  if (optimizer !== undefined && !isStateful(optimizer)) {
    refuse(owner, "optimizer", "an optimizer, with state() and load()", optimizer);
  }
  if (random !== undefined && !isStateful(random)) {
    refuse(owner, "random", "a stream with state() and load(), such as numpyRandom(0)", random);
  }
}

function placeOf({ [RANDOM]: text }: FileMetadata): unknown {
  if (text === undefined) throw new RangeError("load: the file holds no random stream's state");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RangeError("load: the random stream's state in the file is not JSON", { cause });
  }
}

function epochOf({ [EPOCH]: text }: FileMetadata): number | undefined {
  if (text === undefined) return undefined;
  const epoch = Number(text);
  if (text === "" || !Number.isSafeInteger(epoch) || epoch < 0) {
    throw new RangeError(`load: the file's epoch must be a whole number ≥ 0, got ${text}`);
  }
  return epoch;
}

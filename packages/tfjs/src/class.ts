import type { HyperNumbers, HyperSpec, HyperValues, Plugin, Wrapper } from "@downhill/plugin";
import {
  dispose,
  engine,
  type NamedTensorMap,
  Optimizer,
  type Scalar,
  serialization,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import type { TfjsOptimizer, TfjsOptions } from "./contract.ts";
import { fromTensors, type NamedTensor, type Numbers, numbersOf, toTensors } from "./saved.ts";
import { type Evaluate, makeTrainer } from "./trainer.ts";

/**
 * An optimizer of Downhill's as one of TensorFlow.js': `model.compile({ optimizer: toTfjs(adamw, { lr: 1e-3 }), loss })`, or
 * `toTfjs(lion).minimize(() => loss)`. Gradients and weights come to the CPU and go back at each step; see the README for
 * what that costs on a GPU.
 * @param plugin any of them, in wrappers or not
 * @param hyper its hyperparameters: numbers or schedules of the steps taken
 * @throws as the plugin does, and TypeError for a wrapper with nothing in it
 */
export function toTfjs<H extends HyperSpec>(
  plugin: Plugin<H>,
  hyper: HyperValues<H> = {},
  options: TfjsOptions<H> = {},
): TfjsOptimizer<H> {
  const Made = classOf(plugin);
  return new Made(hyper, options, false) as unknown as TfjsOptimizer<H>;
}

/**
 * Tells TensorFlow.js of optimizers, so that `tf.loadLayersModel` finds those that models were saved with
 * (`includeOptimizer: true`). `toTfjs` does so too for its plugin.
 */
export function register(...plugins: readonly Plugin[]): void {
  for (const plugin of plugins) classOf(plugin);
}

/** What a model's file says of its optimizer, apart from the state. */
interface Config {
  readonly hyper: Numbers;
  readonly options: Pick<TfjsOptions, "nonFinite" | "nonFiniteState" | "seed">;
}

type Made = new (hyper: object, options: object, isLoaded: boolean) => Optimizer;

const made = new WeakMap<object, Made & serialization.SerializableConstructor<Optimizer>>();

/** TensorFlow.js saves an optimizer as the name of its class, so each plugin has a class. */
function classOf<H extends HyperSpec>(plugin: Plugin<H>): Made {
  if ((plugin as Plugin | Wrapper | undefined)?.kind !== "optimizer")
    throw new TypeError(`toTfjs: plugin must be an optimizer's, ${refused(plugin)}`);
  const known = made.get(plugin) ?? makeClass(plugin);
  made.set(plugin, known as never);
  serialization.registerClass(known as never, "Downhill");
  return known as Made;
}

const refused = (plugin: unknown): string => {
  const { kind, name } = Object(plugin) as { kind?: unknown; name?: unknown };
  return kind === "wrapper" ? `got the wrapper ${name}: ${name}(adam) is one` : `got ${typeof plugin}`;
};

function makeClass<H extends HyperSpec>(plugin: Plugin<H>) {
  const { name } = plugin;
  return class DownhillOptimizer extends Optimizer {
    // No underscore: TensorFlow.js takes names with one for Python's.
    static readonly className = `Downhill ${name}`;
    readonly options: TfjsOptions<H>;
    readonly trainer: ReturnType<typeof makeTrainer<H>>;
    /** What `getWeights` gave last: it goes when it gives again. */
    given: readonly NamedTensor[] = [];

    constructor(hyper: HyperValues<H>, options: TfjsOptions<H>, isLoaded: boolean) {
      super();
      this.options = options;
      this.trainer = makeTrainer(plugin, hyper, options, isLoaded);
    }

    get hyper() {
      return this.trainer.hyper;
    }
    get schedules() {
      return this.trainer.schedules;
    }
    get groups() {
      return this.trainer.groups;
    }
    get backend() {
      return this.trainer.backend;
    }
    get backendReason() {
      return this.trainer.backendReason;
    }
    override get iterations() {
      return this.trainer.t;
    }
    get learningRate(): number {
      return this.hyper.lr as number;
    }
    set learningRate(lr: number) {
      (this.hyper as HyperNumbers<HyperSpec>).lr = lr;
    }

    override minimize(f: () => Scalar, returnCost = false, varList?: Variable[]): Scalar | null {
      const { loss, evaluations } = this.trainer.needs();
      const again: Evaluate = (use) =>
        keepingNothing(() => {
          const { value, grads } = this.computeGradients(f, varList);
          try {
            use(grads);
            return value.dataSync()[0]!;
          } finally {
            dispose([value, grads]);
          }
        });
      const { value, grads } = this.computeGradients(f, varList);
      try {
        this.trainer.step(
          grads,
          loss || evaluations ? value.dataSync()[0] : undefined,
          evaluations ? again : undefined,
        );
      } catch (error) {
        value.dispose();
        throw error;
      } finally {
        dispose(grads);
      }
      if (returnCost) return value;
      value.dispose();
      return null;
    }

    override applyGradients(given: NamedTensorMap | NamedTensor[]): void {
      const { loss, evaluations } = this.trainer.needs();
      if (loss || evaluations) {
        const why = evaluations ? "evaluates the loss more than once" : "reads the loss";
        throw new TypeError(`${name}: a step ${why}, so minimize(f): applyGradients has gradients alone`);
      }
      this.trainer.step(
        Array.isArray(given) ? Object.fromEntries(given.map(({ name, tensor }) => [name, tensor])) : given,
      );
    }

    withWeights<T>(f: () => T, variables?: readonly Variable[]): T {
      return this.trainer.withWeights(f, variables);
    }

    override async getWeights(): Promise<NamedTensor[]> {
      const weights = toTensors(this.trainer.saved());
      disposeOf(this.given);
      this.given = weights;
      return weights;
    }

    override async setWeights(weights: NamedTensor[]): Promise<void> {
      this.trainer.load(await fromTensors(name, weights));
    }

    override getConfig() {
      const { nonFinite, nonFiniteState, seed } = this.options;
      const { state } = this.trainer.saved();
      // As a file has it: without what is undefined.
      return JSON.parse(
        JSON.stringify({ hyper: numbersOf(state.hyper), options: { nonFinite, nonFiniteState, seed } }),
      );
    }

    static override fromConfig(_: unknown, config: serialization.ConfigDict) {
      const { hyper, options } = config as unknown as Config;
      const numbers = Object.fromEntries(Object.entries(hyper).map(([each, number]) => [each, Number(number)]));
      return new DownhillOptimizer(numbers as HyperValues<H>, options as TfjsOptions<H>, true) as never;
    }

    override dispose(): void {
      disposeOf(this.given);
      this.trainer.dispose();
    }
  };
}

const disposeOf = (weights: readonly NamedTensor[]) => dispose(weights.map(({ tensor }) => tensor));

type Engine = ReturnType<typeof engine>;

/**
 * Evaluating again has a model compute its metrics again, which it keeps and forgets. What is kept meanwhile belongs to the
 * scope around, as all else does.
 */
function keepingNothing<T>(f: () => T): T {
  const all = engine() as unknown as Omit<Engine, "track"> & { track(tensor: Tensor): void };
  const { keep } = all;
  const kept: Tensor[] = [];
  all.keep = (tensor) => {
    kept.push(tensor);
    return keep.call(all, tensor) as never;
  };
  try {
    return f();
  } finally {
    all.keep = keep;
    for (const tensor of kept.filter(({ isDisposed }) => !isDisposed)) {
      tensor.kept = false;
      all.track(tensor);
    }
  }
}

import * as catalog from "@downhill/catalog";
import * as core from "@downhill/core";
import * as linalg from "@downhill/linalg";
import * as min from "@downhill/minimize";
import * as contract from "@downhill/plugin";
import * as random from "@downhill/plugin/random";
import * as schedules from "@downhill/plugin/schedules";
import * as problems from "@downhill/problems";
import * as runs from "@downhill/runs";

/** Calls a function with one argument replaced. */
export type Call = (value: never) => unknown;

/** Each argument and option of a function by name, and which of `wrong` it takes all the same. */
export interface Door {
  readonly calls: Readonly<Record<string, readonly [Call, ...accepted: unknown[]]>>;
  /** What errors name it, if not by its own name. */
  readonly owner?: string;
}

/** What plain JavaScript may hand over. */
export const wrong: readonly unknown[] = [null, "", "3", [], {}, true, 1n, NaN, -1, 2.5, () => 0];

const [, , , LIST, OBJECT, TRUE, , NOT_A_NUMBER, MINUS, FRACTION, FUNCTION] = wrong;
/** Numbers that many a range holds. */
const NUMBERS = [MINUS, FRACTION];

const options = (
  make: (options: never) => unknown,
  names: Readonly<Record<string, readonly unknown[]>>,
): Door["calls"] => ({
  options: [make as Call, OBJECT],
  ...Object.fromEntries(
    Object.entries(names).map(([name, accepted]) => [
      name,
      [((value) => make({ [name]: value } as never)) as Call, ...accepted],
    ]),
  ),
});

/** A function of one object of options, some of which there must be; most take a fraction. */
const required = (
  call: (options: never) => unknown,
  good: object,
  accepted: Readonly<Record<string, readonly unknown[]>> = {},
): Door => ({
  calls: {
    options: [call as Call],
    ...Object.fromEntries(
      Object.keys(good).map((name) => [
        name,
        [((value) => call({ ...good, [name]: value } as never)) as Call, ...(accepted[name] ?? [FRACTION])],
      ]),
    ),
  },
});

const [m, v] = [new Float64Array(4).fill(1), new Float64Array(2)];
const product = (call: (...given: never[]) => unknown): Door => ({
  calls: {
    out: [(out) => call(...([out, m, m, 2, 2, 2] as never[]))],
    a: [(a) => call(...([m.slice(), a, m, 2, 2, 2] as never[]))],
    b: [(b) => call(...([m.slice(), m, b, 2, 2, 2] as never[]))],
    rows: [(rows) => call(...([m.slice(), m, m, rows, 2, 2] as never[]))],
    inner: [(inner) => call(...([m.slice(), m, m, 2, inner, 2] as never[]))],
    columns: [(columns) => call(...([m.slice(), m, m, 2, 2, columns] as never[]))],
    precision: [(precision) => call(...([m.slice(), m, m, 2, 2, 2, precision] as never[]))],
  },
});
const ownProduct = (call: (...given: never[]) => unknown): Door => ({
  calls: {
    out: [(out) => call(...([out, m, 2, 2] as never[]))],
    a: [(a) => call(...([m.slice(), a, 2, 2] as never[]))],
    rows: [(rows) => call(...([m.slice(), m, rows, 2] as never[]))],
    columns: [(columns) => call(...([m.slice(), m, 2, columns] as never[]))],
    precision: [(precision) => call(...([m.slice(), m, 2, 2, precision] as never[]))],
  },
});

const square = (x: Float64Array, gradient: Float64Array) => {
  gradient[0] = 2 * x[0]!;
  return x[0]! * x[0]!;
};
const identity = (x: Float64Array) => x;
const times = (x: number, [a]: Float64Array) => a! * x;
const line = { x: [1, 2], y: [2, 4] };
const fitting = {
  ...{ gradientTolerance: [FRACTION], changeTolerance: [FRACTION], maxEvaluations: [] },
  ...{ callback: [FUNCTION], signal: [] },
};

const none: Door = { calls: {} };
const only = (name: string, call: Call, ...accepted: unknown[]): Door => ({ calls: { [name]: [call, ...accepted] } });

const aSpec: runs.RunSpec = { version: 1, problem: { name: "saddle" }, optimizer: "sgd", seed: 0, budget: 1 };
const spec = (call: (spec: runs.RunSpec) => unknown, named: readonly unknown[] = []): Door => ({
  calls: {
    spec: [(value) => call(value)],
    ...Object.fromEntries(
      Object.entries({
        ...{ version: [], problem: [], optimizer: named, hyper: [OBJECT], schedule: [], clip: [] },
        ...{ seed: [], precision: [], budget: [], targets: [LIST] },
      }).map(([name, accepted]) => [name, [(value) => call({ ...aSpec, [name]: value }), ...accepted]]),
    ),
  },
});

const x = core.tensor([
  [1, 2],
  [3, 4],
]);
const y = [0, 1];
const model = core.sequential([core.dense(2)], { input: 2 });
const loss = core.softmaxCrossEntropy();
const optimizer = catalog.sgd(model.parameters());
const bytes = core.save(model);
const data = { x, y };
const values = { x, y: x };
/** `fit` and those that take its options. */
const trained = (
  train: (...given: Parameters<typeof core.fit>) => unknown,
  more: Readonly<Record<string, readonly unknown[]>> = {},
): Door => {
  const none = { loss, optimizer, epochs: 0 };
  const given = (options: object) => train(model, data, { ...none, ...options });
  return {
    calls: {
      model: [(value) => train(value, data, none)],
      data: [(value) => train(model, value, none)],
      "data.x": [(value) => train(model, { x: value, y }, none)],
      "data.y": [(value) => train(model, { x, y: value }, none)],
      "data.sampleWeight": [(sampleWeight) => train(model, { x, y, sampleWeight }, none)],
      ...options(given as never, {
        ...{ loss: [], optimizer: [], epochs: [], from: [], batchSize: [], dropLast: [TRUE], accumulate: [], clip: [] },
        ...{ shuffle: [FUNCTION], metrics: [OBJECT], validation: [], callbacks: [LIST] },
        ...{ onEpoch: [FUNCTION], onBatch: [FUNCTION], onStart: [FUNCTION], onEnd: [FUNCTION], ...more },
      }),
      "from.epoch": [(epoch) => given({ from: { epoch, batch: 0 } })],
      "from.batch": [(batch) => given({ from: { epoch: 0, batch } })],
      "callbacks[0]": [(each) => given({ callbacks: [each] })],
      "metrics.a": [(a) => given({ metrics: { a } }), FUNCTION],
      options: [(value) => train(model, data, value)],
    },
  };
};
const evaluate = (given: object) => core.evaluate(model, data, { loss, ...given } as never);
const draws = { seed: [], random: [] };
const classes = (make: (options: never) => unknown, more: Readonly<Record<string, readonly unknown[]>> = {}) => ({
  calls: options(make, { ...draws, samplesPerClass: [], ...more }),
});
const weighted = { weightInit: [FUNCTION], bias: [TRUE], biasInit: [FUNCTION], regularization: [OBJECT] };
const reduction = { reduction: [] };
const perClass = { classWeights: [], ignoreIndex: [MINUS], ...reduction };
const pairs = { stride: [], padding: [] };

const ofClasses = (
  make: (options: never) => core.Metric<unknown>,
  more: Readonly<Record<string, readonly unknown[]>>,
) => {
  const metric = make({} as never);
  return {
    calls: {
      ...options(make, { kind: [], ignoreIndex: [MINUS], ...more }),
      outputs: [(value) => metric(value, y)],
      y: [(value) => metric(x, value)],
      sampleWeight: [(value) => metric(x, y, value)],
    },
  } satisfies Door;
};

const group = (accepted: readonly unknown[], make: (value: never) => unknown): readonly [Call, ...unknown[]] => [
  make,
  ...accepted,
];
const plugin = (make: typeof catalog.sgd): Door => {
  const parameters = () => ({ w: contract.parameter([1, 2]) });
  const [rate = ""] = Object.keys(make.hyper).filter((name) => make.hyper[name as "lr"].scale === "log");
  return {
    calls: {
      parameters: [(value) => make(value)],
      "parameters.w": [(w) => make({ w })],
      "parameters.w.value": [(value) => make({ w: { value, grad: new Float32Array(2) } })],
      "parameters.w.grad": [(grad) => make({ w: { value: new Float32Array(2), grad } }), null],
      "parameters.w.outputAxis": [(outputAxis) => make({ w: { ...contract.parameter([1, 2]), outputAxis } })],
      "parameters.w.shape": [(shape) => make({ w: { ...contract.parameter([1, 2]), shape } })],
      "parameters.w.output": [(output) => make({ w: { ...contract.parameter([1, 2]), output } }), TRUE],
      "load's state.hyper": [(hyper) => make(parameters()).load({ ...make(parameters()).state(), hyper }), OBJECT],
      "load's state.groups": [(groups) => make(parameters()).load({ ...make(parameters()).state(), groups }), LIST],
      "parameters.w.role": [(role) => make({ w: { ...contract.parameter([1, 2]), role } })],
      hyper: [(value) => make(parameters(), value), OBJECT],
      [`hyper.${rate}`]: [(value) => make(parameters(), { [rate]: value }), FRACTION, FUNCTION],
      options: [(value) => make(parameters(), {}, value), OBJECT],
      "options.groups": [(groups) => make(parameters(), {}, { groups }), LIST],
      "options.groups[0]": [(each) => make(parameters(), {}, { groups: [each] })],
      "options.groups[0].match": group([FUNCTION, LIST], (match) =>
        make(parameters(), {}, { groups: [{ match, hyper: {} }] }),
      ),
      "options.groups[0].hyper": group([OBJECT], (hyper) =>
        make(parameters(), {}, { groups: [{ match: "w", hyper }] }),
      ),
      "options.nonFinite": [(nonFinite) => make(parameters(), {}, { nonFinite })],
      "options.backend": [(backend) => make(parameters(), {}, { backend })],
      "options.nonFiniteState": [(nonFiniteState) => make(parameters(), {}, { nonFiniteState })],
      "step's evaluate": [(value) => make(parameters()).step(value), FUNCTION],
      "step's loss": [
        (loss) => make(parameters()).step(() => 0, loss),
        ...NUMBERS,
        ...(make.needsLoss ? [] : [NOT_A_NUMBER]),
      ],
      "load's state": [(state) => make(parameters()).load(state)],
      "load's options": [(given) => make(parameters()).load(make(parameters()).state(), given), OBJECT],
      "load's rename": [(rename) => make(parameters()).load(make(parameters()).state(), { rename })],
      "load's missing": [(missing) => make(parameters()).load(make(parameters()).state(), { missing })],
      "load's extra": [(extra) => make(parameters()).load(make(parameters()).state(), { extra })],
      "load's hyper": [(hyper) => make(parameters()).load(make(parameters()).state(), { hyper })],
    },
  };
};

/**
 * What checks an optimizer's arguments is the contract's: by day each is asked a quarter of them, and the next one others.
 * `pnpm thorough` asks all.
 */
const inTurn = ({ calls }: Door, turn: number): Door => {
  const asked = Object.entries(calls).filter((_, i) => process.env.DOWNHILL_THOROUGH || (i + turn) % 4 === 0);
  return { calls: Object.fromEntries(asked) };
};

const wrapping = { name: "wrapper", doc: "", paper: "", reference: "", hyper: {} };

/** Every function of every package's main entry. Those of mathematics take numbers as `Math`'s do, unchecked. */
export const doors: Readonly<Record<string, readonly [exports: object, Readonly<Record<string, Door>>]>> = {
  "@downhill/plugin": [
    contract,
    {
      Heap: { calls: { bytes: [(value) => new contract.Heap(value), FRACTION] }, owner: "heap" },
      RuleError: none,
      decay: only("default", (value) => contract.decay(value, "")),
      rate: only("default", (value) => contract.rate(value, ""), FRACTION),
      number: only("default", (value) => contract.number(value, "", [0, 1]), ...NUMBERS),
      flag: only("default", (value) => contract.flag(value, "")),
      epsilon: only("default", (value) => contract.epsilon(value, ""), FRACTION),
      whole: only("default", (value) => contract.whole(value, "", [0, 1])),
      array: none,
      scalar: only("from", (value) => contract.scalar(value), ...NUMBERS),
      shared: only("from", (value) => contract.shared(value), ...NUMBERS),
      wrapper: {
        calls: {
          definition: [(value) => contract.wrapper(value)],
          inner: [(value) => contract.wrapper({ ...wrapping, step: (_, __, ___, { inner }) => inner() })(value)],
        },
      },
      accumulate: only("inner", (value) => contract.accumulate(value)),
      clip: only("inner", (value) => contract.clip(value)),
      elementwise: only("definition", (value) => contract.elementwise(value)),
      tensorwise: only("definition", (value) => contract.tensorwise(value)),
      modelwise: only("definition", (value) => contract.modelwise(value)),
      parameter: {
        calls: {
          data: [(value) => contract.parameter(value), LIST],
          "data[0]": [(value) => contract.parameter([value]), LIST, ...NUMBERS, NOT_A_NUMBER],
          options: [(value) => contract.parameter([1], value), OBJECT],
          shape: [(shape) => contract.parameter([1], { shape }), LIST],
          role: [(role) => contract.parameter([1], { role })],
          output: [(output) => contract.parameter([1], { output }), TRUE],
        },
      },
    },
  ],
  "@downhill/plugin/schedules": [
    schedules,
    {
      constant: only("value", (value) => schedules.constant(value), FRACTION),
      inverseTimeDecay: {
        calls: {
          value: [(value) => schedules.inverseTimeDecay(value, 1), FRACTION],
          decay: [(value) => schedules.inverseTimeDecay(1, value), FRACTION],
          ...options((given) => schedules.inverseTimeDecay(1, 1, given), { every: [FRACTION], staircase: [TRUE] }),
        },
      },
      step: required(schedules.step, { lr: 1, stepSize: 2, gamma: 0.1 }),
      multiStep: required(schedules.multiStep, { lr: 1, milestones: [2], gamma: 0.1 }, { milestones: [LIST] }),
      exponential: required(schedules.exponential, { lr: 1, gamma: 0.1 }),
      polynomial: required(schedules.polynomial, { lr: 1, totalIters: 5, power: 1 }),
      linear: required(schedules.linear, { lr: 1, startFactor: 0, endFactor: 1, totalIters: 5 }),
      cosine: required(schedules.cosine, { lr: 1, tMax: 5, etaMin: 0 }),
      cosineRestarts: required(schedules.cosineRestarts, { lr: 1, t0: 5, tMult: 1, etaMin: 0 }, { tMult: [] }),
      oneCycle: required(
        schedules.oneCycle,
        {
          ...{ maxLr: 1, totalSteps: 10, pctStart: 0.3, annealStrategy: "cos" },
          ...{ divFactor: 25, finalDivFactor: 1e4, threePhase: false },
        },
        { pctStart: [], annealStrategy: [], threePhase: [TRUE] },
      ),
      cyclic: required(
        schedules.cyclic,
        { baseLr: 0, maxLr: 1, stepSizeUp: 5, stepSizeDown: 5, mode: "triangular", gamma: 1 },
        { mode: [] },
      ),
      sequence: {
        calls: {
          schedules: [(given) => schedules.sequence(given, [])],
          "schedules[0]": [(each) => schedules.sequence([each], []), FUNCTION],
          milestones: [(given) => schedules.sequence([schedules.constant(1)], given), LIST],
        },
      },
      warmup: {
        calls: {
          schedule: [(given) => schedules.warmup(given, 1), FUNCTION],
          steps: [(steps) => schedules.warmup(schedules.constant(1), steps)],
          ...options((given) => schedules.warmup(schedules.constant(1), 1, given), { startFactor: [FRACTION] }),
        },
      },
      warmupStableDecay: required(
        schedules.warmupStableDecay,
        {
          ...{ lr: 1, warmupSteps: 2, stableSteps: 2, decaySteps: 2 },
          ...{ etaMin: 0, decay: "linear", startFactor: 0 },
        },
        { warmupSteps: [], stableSteps: [], decaySteps: [], decay: [] },
      ),
      plateau: {
        calls: {
          optimizer: [(given) => schedules.plateau(given)],
          ...options((given) => schedules.plateau(optimizer, given), {
            ...{ mode: [], factor: [], patience: [], threshold: [FRACTION] },
            ...{ thresholdMode: [], cooldown: [], minLr: [FRACTION], eps: [FRACTION] },
          }),
        },
      },
      piecewise: {
        calls: {
          points: [(points) => schedules.piecewise(points)],
          "points[0]": [(each) => schedules.piecewise([each])],
          "points[0][0]": [(step) => schedules.piecewise([[step, 1]]), FRACTION],
          "points[0][1]": [(value) => schedules.piecewise([[0, value]]), FRACTION],
          ...options((given) => schedules.piecewise([[0, 1]], given), { between: [] }),
        },
      },
    },
  ],
  "@downhill/plugin/random": [
    random,
    {
      numpyRandom: only("seed", (value) => random.numpyRandom(value)),
      normals: {
        calls: {
          seed: [(seed) => random.normals(seed, 0, 2)],
          from: [(from) => random.normals(0, from, 2)],
          length: [(length) => random.normals(0, 0, length)],
        },
      },
      checkRandom: only("random", (value) => random.checkRandom("checkRandom", value)),
      streamOf: {
        calls: {
          seed: [(seed) => random.streamOf("streamOf", { seed })],
          random: [(given) => random.streamOf("streamOf", { random: given })],
        },
      },
    },
  ],
  "@downhill/linalg": [
    linalg,
    {
      matmulNN: product(linalg.matmulNN),
      matmulNT: product(linalg.matmulNT),
      matmulTN: product(linalg.matmulTN),
      gramRows: ownProduct(linalg.gramRows),
      gramColumns: ownProduct(linalg.gramColumns),
      eigh: {
        calls: {
          values: [(values) => linalg.eigh(values, m.slice(), m, 2)],
          vectors: [(vectors) => linalg.eigh(v, vectors, m, 2)],
          a: [(a) => linalg.eigh(v, m.slice(), a, 2)],
          n: [(n) => linalg.eigh(v, m.slice(), m, n)],
        },
      },
      inverseRoot: {
        calls: {
          out: [(out) => linalg.inverseRoot(out, m, 2, 4, 1)],
          a: [(a) => linalg.inverseRoot(m.slice(), a, 2, 4, 1)],
          n: [(n) => linalg.inverseRoot(m.slice(), m, n, 4, 1)],
          p: [(p) => linalg.inverseRoot(m.slice(), m, 2, p, 1)],
          ridge: [(ridge) => linalg.inverseRoot(m.slice(), m, 2, 4, ridge), FRACTION],
        },
      },
      newtonSchulz: {
        calls: {
          out: [(out) => linalg.newtonSchulz(out, m as never, 2, 2)],
          g: [(g) => linalg.newtonSchulz(m.slice(), g, 2, 2)],
          rows: [(rows) => linalg.newtonSchulz(m.slice(), m, rows, 2)],
          columns: [(columns) => linalg.newtonSchulz(m.slice(), m, 2, columns)],
          ...options((given) => linalg.newtonSchulz(m.slice(), m, 2, 2, given), {
            steps: [],
            coefficients: [],
            eps: [FRACTION],
            least: [FRACTION],
          }),
        },
      },
      qr: {
        calls: {
          q: [(q) => linalg.qr(q, m.slice(), m, 2, 2)],
          r: [(r) => linalg.qr(m.slice(), r, m, 2, 2)],
          a: [(a) => linalg.qr(m.slice(), m.slice(), a, 2, 2)],
          rows: [(rows) => linalg.qr(m.slice(), m.slice(), m, rows, 2)],
          columns: [(columns) => linalg.qr(m.slice(), m.slice(), m, 2, columns)],
        },
      },
    },
  ],
  "@downhill/minimize": [
    min,
    {
      minimize: {
        calls: {
          f: [(f) => min.minimize(f, [1])],
          x0: [(x0) => min.minimize(square, x0)],
          "x0[0]": [(each) => min.minimize(square, [each]), ...NUMBERS],
          "f(x, gradient)": [
            (value) => min.minimize(() => value, [1], { differences: true }),
            ...NUMBERS,
            NOT_A_NUMBER,
          ],
          ...options((given) => min.minimize(square, [1], given), {
            ...{ optimizer: [], hyper: [OBJECT], differences: [TRUE], callback: [FUNCTION], signal: [] },
            ...{ gradientTolerance: [FRACTION], changeTolerance: [FRACTION], maxEvaluations: [] },
          }),
        },
      },
      leastSquares: {
        calls: {
          residuals: [(f) => min.leastSquares(f, [1])],
          x0: [(x0) => min.leastSquares(identity, x0)],
          "residuals(x)": [(value) => min.leastSquares(() => value, [1])],
          "residuals(x)[0]": [(value) => min.leastSquares(() => [value], [1]), ...NUMBERS, NOT_A_NUMBER],
          "jacobian(x)": [(rows) => min.leastSquares(identity, [1], { jacobian: () => rows })],
          ...options((given) => min.leastSquares(identity, [1], given), {
            ...{ jacobian: [], lower: NUMBERS.slice(0, 1), upper: [FRACTION], unitVariance: [TRUE], ...fitting },
          }),
        },
      },
      curveFit: {
        calls: {
          model: [(model) => min.curveFit(model, line, [1]), FUNCTION],
          observations: [(given) => min.curveFit(times, given, [1])],
          x: [(given) => min.curveFit(times, { x: given, y: [1, 2] }, [1])],
          y: [(given) => min.curveFit(times, { x: [1, 2], y: given }, [1])],
          sigma: [(sigma) => min.curveFit(times, { ...line, sigma }, [1])],
          start: [(start) => min.curveFit(times, line, start)],
          ...options((given) => min.curveFit(times, line, [1], given), {
            ...{ gradient: [], absoluteSigma: [], lower: NUMBERS.slice(0, 1), upper: [FRACTION], ...fitting },
          }),
        },
      },
    },
  ],
  "@downhill/core": [
    core,
    {
      cbrt: none,
      cos: none,
      pow: none,
      sin: none,
      exp: none,
      exp32: none,
      log: none,
      log32: none,
      numpyRandom: only("seed", (value) => core.numpyRandom(value)),
      tensor: {
        calls: {
          data: [(value) => core.tensor(value), LIST],
          "data[0]": [(value) => core.tensor([value]), LIST, NOT_A_NUMBER, ...NUMBERS],
          shape: [(shape) => core.tensor([1, 2], shape)],
          "{ shape }": [(shape) => core.tensor({ shape }), LIST],
        },
      },
      sequential: {
        calls: {
          layers: [(layers) => core.sequential(layers, { input: 2 })],
          "layers[0]": [(layer) => core.sequential([layer], { input: 2 })],
          ...options((given: object) => core.sequential([core.relu()], { input: 2, ...given } as never), {
            input: [],
            matmulPrecision: [],
            backend: [],
            ...draws,
          }),
          options: [(value) => core.sequential([core.relu()], value)],
        },
      },
      residual: {
        calls: { layers: [(layers) => core.residual(layers)], "layers[0]": [(each) => core.residual([each])] },
      },
      dense: {
        calls: { units: [(value) => core.dense(value)], ...options((given) => core.dense(2, given), weighted) },
      },
      conv2d: {
        calls: {
          channels: [(value) => core.conv2d(value, 3)],
          kernel: [(value) => core.conv2d(2, value)],
          ...options((given) => core.conv2d(2, 3, given), { ...pairs, dilation: [], groups: [], ...weighted }),
        },
      },
      embedding: {
        calls: {
          entries: [(value) => core.embedding(value, 2)],
          width: [(value) => core.embedding(2, value)],
          ...options((given) => core.embedding(2, 2, given), {
            weightInit: [FUNCTION],
            paddingIndex: [],
            regularization: [OBJECT],
          }),
        },
      },
      maxPool2d: {
        calls: {
          size: [(value) => core.maxPool2d(value)],
          ...options((given) => core.maxPool2d(4, given), { ...pairs, ceil: [TRUE] }),
        },
      },
      avgPool2d: {
        calls: {
          size: [(value) => core.avgPool2d(value)],
          ...options((given) => core.avgPool2d(4, given), { ...pairs, ceil: [TRUE], countPadding: [TRUE] }),
        },
      },
      batchNorm: { calls: options((given) => core.batchNorm(given), { momentum: [], eps: [] }) },
      layerNorm: { calls: options((given) => core.layerNorm(given), { dimensions: [], eps: [] }) },
      dropout: only("rate", (value) => core.dropout(value)),
      activation: {
        calls: {
          definition: [(value) => core.activation(value)],
          name: [(name) => core.activation({ name, value: (t) => t, derivative: () => 1 })],
          value: [(value) => core.activation({ name: "a", value, derivative: () => 1 }), FUNCTION],
          derivative: [(derivative) => core.activation({ name: "a", value: (t) => t, derivative }), FUNCTION],
        },
      },
      leakyRelu: only("slope", (value) => core.leakyRelu(value), ...NUMBERS),
      elu: only("alpha", (value) => core.elu(value), ...NUMBERS),
      gelu: { calls: options((given) => core.gelu(given), { approximate: [] }) },
      relu: none,
      sigmoid: none,
      silu: none,
      softplus: none,
      tanh: none,
      softmax: none,
      logSoftmax: none,
      flatten: none,
      normal: only("scale", (value) => core.normal(value), FRACTION),
      uniform: only("limit", (value) => core.uniform(value), FRACTION),
      constant: only("value", (value) => core.constant(value), ...NUMBERS),
      orthogonal: only("gain", (value) => core.orthogonal(value), ...NUMBERS),
      zeros: none,
      heNormal: none,
      heUniform: none,
      glorotNormal: none,
      glorotUniform: none,
      softmaxCrossEntropy: {
        calls: options((given) => core.softmaxCrossEntropy(given), { ...perClass, labelSmoothing: [], clip: [] }),
      },
      categoricalCrossEntropy: { calls: options((given) => core.categoricalCrossEntropy(given), perClass) },
      sigmoidCrossEntropy: {
        calls: options((given) => core.sigmoidCrossEntropy(given), { ...reduction, posWeight: [FRACTION] }),
      },
      meanSquaredError: { calls: options((given) => core.meanSquaredError(given), reduction) },
      meanAbsoluteError: { calls: options((given) => core.meanAbsoluteError(given), reduction) },
      huber: { calls: options((given) => core.huber(given), { ...reduction, delta: [FRACTION] }) },
      klDivergence: { calls: options((given) => core.klDivergence(given), { ...reduction, logTarget: [TRUE] }) },
      elementwiseLoss: {
        calls: {
          definition: [(value) => core.elementwiseLoss(value)],
          name: [(name) => core.elementwiseLoss({ name, value: () => 0, gradient: () => 0 }), "3"],
          value: [(value) => core.elementwiseLoss({ name: "a", value, gradient: () => 0 }), FUNCTION],
          gradient: [(gradient) => core.elementwiseLoss({ name: "a", value: () => 0, gradient }), FUNCTION],
        },
      },
      accuracy: {
        calls: {
          outputs: [(value) => core.accuracy(value, y)],
          labels: [(value) => core.accuracy(x, value)],
          options: [(value) => core.accuracy(x, y, value), OBJECT],
        },
      },
      topKAccuracy: {
        calls: {
          k: [(k) => core.topKAccuracy(k)],
          ...options((given) => core.topKAccuracy(1, given), { ignoreIndex: [MINUS] }),
          outputs: [(value) => core.topKAccuracy(1)(value, y)],
          y: [(value) => core.topKAccuracy(1)(x, value)],
          sampleWeight: [(value) => core.topKAccuracy(1)(x, y, value)],
        },
      },
      confusionMatrix: ofClasses(core.confusionMatrix, { normalize: [] }),
      precision: ofClasses(core.precision, { average: [] }),
      recall: ofClasses(core.recall, { average: [] }),
      f1Score: ofClasses(core.f1Score, { average: [] }),
      r2Score: {
        calls: {
          ...options((given) => core.r2Score(given), { average: [] }),
          outputs: [(value) => core.r2Score()(value, x)],
          y: [(value) => core.r2Score()(x, value)],
          sampleWeight: [(value) => core.r2Score()(x, x, value)],
        },
      },
      metric: only("start", (value) => core.metric(value), FUNCTION),
      withSampleWeight: only("metric", (value) => core.withSampleWeight(value), FUNCTION),
      labelEncoder: {
        calls: {
          classes: [(value) => core.labelEncoder(value)],
          "classes[0]": [(value) => core.labelEncoder([value]), "", "3", ...NUMBERS],
          "encode's names": [(value) => core.labelEncoder(["a"]).encode(value), LIST],
          "encode's names[0]": [(value) => core.labelEncoder(["a"]).encode([value] as never)],
          "decode's indices": [(value) => core.labelEncoder(["a"]).decode(value), LIST],
          "decode's indices[0]": [(value) => core.labelEncoder(["a"]).decode([value])],
        },
      },
      classNames: {
        calls: {
          labels: [(value) => core.classNames(value), LIST],
          "labels[0]": [(value) => core.classNames([value]), "", "3", ...NUMBERS],
        },
      },
      split: {
        calls: {
          data: [(value) => core.split(value, { a: 1 })],
          "data.x": [(value) => core.split({ x: value, y }, { a: 1 })],
          "data.y": [(value) => core.split({ x, y: value }, { a: 1 })],
          parts: [(value) => core.split(data, value)],
          "parts.a": [(a) => core.split(data, { a })],
          ...options((given) => core.split(data, { a: 1 }, given), { ...draws, stratify: [], shuffle: [TRUE] }),
        },
      },
      standardize: only("x", (value) => core.standardize(value)),
      minMaxScale: {
        calls: {
          x: [(value) => core.minMaxScale(value)],
          ...options((given) => core.minMaxScale(x, given), { range: [] }),
        },
      },
      argmax: only("outputs", (value) => core.argmax(value)),
      probabilities: only("outputs", (value) => core.probabilities(value)),
      clipNorm: {
        calls: {
          parameters: [(value) => core.clipNorm(value, 1), OBJECT],
          max: [(max) => core.clipNorm(model.parameters(), max), FRACTION],
        },
      },
      clipValue: {
        calls: {
          parameters: [(value) => core.clipValue(value, 1), OBJECT],
          max: [(max) => core.clipValue(model.parameters(), max), FRACTION],
        },
      },
      checkGradients: {
        calls: {
          subject: [(value) => core.checkGradients(value)],
          options: [(value) => core.checkGradients(model, value), OBJECT],
        },
      },
      earlyStopping: {
        calls: {
          ...options((given: object) => core.earlyStopping({ patience: 1, ...given } as never), {
            patience: [],
            minDelta: [FRACTION],
            monitor: [FUNCTION, "3", ""],
            mode: [],
            restoreBest: [TRUE],
          }),
          options: [(value) => core.earlyStopping(value)],
        },
      },
      fit: trained(core.fit),
      training: trained((...given) => core.training(...given).next(), { every: [] }),
      fitAsync: trained(core.fitAsync, { signal: [] }),
      DivergenceError: none,
      findRate: {
        calls: {
          model: [(value) => core.findRate(value, data, { loss, optimizer })],
          data: [(value) => core.findRate(model, value, { loss, optimizer })],
          ...options(
            ((given: object) => core.findRate(model, data, { loss, optimizer, steps: 2, ...given })) as never,
            {
              ...{ loss: [], optimizer: [], least: [FRACTION], most: [FRACTION], steps: [], smoothing: [] },
              ...{ stopAt: [FRACTION], batchSize: [], shuffle: [], accumulate: [], clip: [] },
            },
          ),
          options: [(value) => core.findRate(model, data, value)],
        },
      },
      recalibrate: {
        calls: {
          model: [(value) => core.recalibrate(value, data)],
          data: [(value) => core.recalibrate(model, value)],
          "data.x": [(value) => core.recalibrate(model, { x: value })],
          ...options((given) => core.recalibrate(model, data, given), { batchSize: [] }),
        },
      },
      evaluate: {
        calls: {
          model: [(value) => core.evaluate(value, data, { loss })],
          data: [(value) => core.evaluate(model, value, { loss })],
          ...options(evaluate as never, { loss: [], metrics: [OBJECT], batchSize: [] }),
          "metrics.a": [(a) => evaluate({ metrics: { a } }), FUNCTION],
          options: [(value) => core.evaluate(model, values, value)],
        },
      },
      predict: {
        calls: {
          model: [(value) => core.predict(value, x)],
          x: [(value) => core.predict(model, value)],
          ...options((given) => core.predict(model, x, given), { batchSize: [] }),
        },
      },
      summary: {
        calls: {
          model: [(value) => core.summary(value)],
          ...options((given) => core.summary(model, given), { batchSize: [] }),
        },
      },
      save: {
        calls: {
          model: [(value) => core.save(value)],
          ...options((given) => core.save(model, given), { optimizer: [], random: [], epoch: [], metadata: [OBJECT] }),
        },
      },
      load: {
        calls: {
          model: [(value) => core.load(value, bytes)],
          bytes: [(value) => core.load(model, value)],
          ...options((given) => core.load(model, bytes, given), {
            ...{ optimizer: [], random: [], hyper: [], layout: [], missing: [], extra: [], rename: [] },
          }),
        },
      },
    },
  ],
  "@downhill/problems": [
    problems,
    {
      numpyRandom: only("seed", (value) => problems.numpyRandom(value)),
      csv: {
        calls: {
          text: [(value) => problems.csv(value)],
          ...options((given) => problems.csv("a,b\n1,2", given), {
            ...{ label: [], target: [], features: [], classes: [], delimiter: [] },
          }),
        },
      },
      spiral: classes((given) => problems.spiral(given), { classes: [] }),
      vertical: classes((given) => problems.vertical(given), { classes: [] }),
      moons: classes((given) => problems.moons(given), { noise: [FRACTION] }),
      circles: classes((given) => problems.circles(given), { noise: [FRACTION], factor: [] }),
      xor: classes((given) => problems.xor(given), { noise: [FRACTION] }),
      blobs: classes((given) => problems.blobs(given), { noise: [FRACTION], classes: [] }),
      linear: {
        calls: options((given) => problems.linear(given), { ...draws, samples: [], noise: [FRACTION], features: [] }),
      },
      sine: { calls: options((given) => problems.sine(given), { ...draws, samples: [], noise: [FRACTION] }) },
      nnfs: {
        calls: options((given) => problems.nnfs(given), {
          data: [],
          samplesPerClass: [],
          classes: [],
          hidden: [],
          seed: [],
          skip: [],
          matmulPrecision: [],
        }),
      },
      iris: { calls: options((given) => problems.iris(given), { ...draws, train: [], test: [] }) },
      mnist: { calls: options((given) => problems.mnist(given), { ...draws, train: [], test: [] }) },
    },
  ],
  "@downhill/runs": [
    runs,
    {
      run: { ...spec((given) => runs.run(given)), owner: "run" },
      runToEnd: { ...spec((given) => runs.runToEnd(given)), owner: "run" },
      prepare: { ...spec((given) => runs.prepare(given), ["3"]), owner: "run" },
    },
  ],
  "@downhill/catalog": [
    catalog,
    {
      ...Object.fromEntries(
        Object.entries(catalog)
          .filter(([, each]) => typeof each === "function" && "kind" in each)
          .map(([name, each], i) => {
            const { kind } = each as contract.Plugin | contract.Wrapper;
            const door =
              kind === "wrapper" ? only("inner", each as never) : inTurn(plugin(each as typeof catalog.sgd), i);
            return [name, { ...door, owner: (each as contract.Plugin).name }];
          }),
      ),
      parse: only("text", (value) => catalog.parse(value)),
    },
  ],
};

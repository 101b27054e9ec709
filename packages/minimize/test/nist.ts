import golden from "../golden/nist.json" with { type: "json" };

type Model = (x: number, ...b: number[]) => number;
type Gradient = (x: number, ...b: number[]) => number[];

const { exp, atan, PI } = Math;
/** Each model, and its derivatives by hand. */
const models: Record<string, { readonly model: Model; readonly gradient: Gradient }> = {
  Misra1a: saturation(),
  BoxBOD: saturation(),
  Misra1d: {
    model: (x, b1, b2) => (b1 * b2 * x) / (1 + b2 * x),
    gradient: (x, b1, b2) => [(b2 * x) / (1 + b2 * x), (b1 * x) / (1 + b2 * x) ** 2],
  },
  Chwirut2: {
    model: (x, b1, b2, b3) => exp(-b1 * x) / (b2 + b3 * x),
    gradient: (x, b1, b2, b3) => {
      const e = exp(-b1 * x);
      const d = b2 + b3 * x;
      return [(-x * e) / d, -e / d ** 2, (-x * e) / d ** 2];
    },
  },
  Lanczos3: {
    model: (x, b1, b2, b3, b4, b5, b6) => b1 * exp(-b2 * x) + b3 * exp(-b4 * x) + b5 * exp(-b6 * x),
    gradient: (x, b1, b2, b3, b4, b5, b6) => [decay(b1, b2, x), decay(b3, b4, x), decay(b5, b6, x)].flat(),
  },
  Gauss1: {
    model: (x, b1, b2, b3, b4, b5, b6, b7, b8) =>
      b1 * exp(-b2 * x) + b3 * exp(-((x - b4) ** 2) / b5 ** 2) + b6 * exp(-((x - b7) ** 2) / b8 ** 2),
    gradient: (x, b1, b2, b3, b4, b5, b6, b7, b8) => [
      exp(-b2 * x),
      -b1 * x * exp(-b2 * x),
      ...peak(b3, b4, b5, x),
      ...peak(b6, b7, b8, x),
    ],
  },
  Rat42: {
    model: (x, b1, b2, b3) => b1 / (1 + exp(b2 - b3 * x)),
    gradient: (x, b1, b2, b3) => {
      const e = exp(b2 - b3 * x);
      const down = (-b1 * e) / (1 + e) ** 2;
      return [1 / (1 + e), down, -x * down];
    },
  },
  MGH17: {
    model: (x, b1, b2, b3, b4, b5) => b1 + b2 * exp(-b4 * x) + b3 * exp(-b5 * x),
    gradient: (x, _b1, b2, b3, b4, b5) => [
      1,
      exp(-b4 * x),
      exp(-b5 * x),
      -b2 * x * exp(-b4 * x),
      -b3 * x * exp(-b5 * x),
    ],
  },
  Roszman1: {
    model: (x, b1, b2, b3, b4) => b1 - b2 * x - atan(b3 / (x - b4)) / PI,
    gradient: (x, _b1, _b2, b3, b4) => {
      const d = (x - b4) ** 2 + b3 ** 2;
      return [1, -x, -(x - b4) / d / PI, -b3 / d / PI];
    },
  },
  MGH09: {
    model: (x, b1, b2, b3, b4) => (b1 * (x ** 2 + b2 * x)) / (x ** 2 + b3 * x + b4),
    gradient: (x, b1, b2, b3, b4) => {
      const [top, down] = [x ** 2 + b2 * x, x ** 2 + b3 * x + b4];
      return [top / down, (b1 * x) / down, (-b1 * top * x) / down ** 2, (-b1 * top) / down ** 2];
    },
  },
  Thurber: {
    model: (x, b1, b2, b3, b4, b5, b6, b7) =>
      (b1 + b2 * x + b3 * x ** 2 + b4 * x ** 3) / (1 + b5 * x + b6 * x ** 2 + b7 * x ** 3),
    gradient: (x, b1, b2, b3, b4, b5, b6, b7) => {
      const top = b1 + b2 * x + b3 * x ** 2 + b4 * x ** 3;
      const down = 1 + b5 * x + b6 * x ** 2 + b7 * x ** 3;
      return [1, x, x ** 2, x ** 3].map((p) => p / down).concat([x, x ** 2, x ** 3].map((p) => (-top * p) / down ** 2));
    },
  },
  Eckerle4: {
    model: (x, b1, b2, b3) => (b1 / b2) * exp(-0.5 * ((x - b3) / b2) ** 2),
    gradient: (x, b1, b2, b3) => {
      const z = (x - b3) / b2;
      const e = exp(-0.5 * z * z);
      return [e / b2, (b1 / b2 ** 2) * e * (z * z - 1), (b1 / b2 ** 2) * e * z];
    },
  },
};

/** The derivatives of a·exp(-k·x) by a and k. */
function decay(a: number, k: number, x: number) {
  return [exp(-k * x), -a * x * exp(-k * x)];
}

/** The derivatives of a·exp(-(x - c)²/w²) by a, c and w. */
function peak(a: number, c: number, w: number, x: number) {
  const e = exp(-((x - c) ** 2) / w ** 2);
  return [e, (2 * a * e * (x - c)) / w ** 2, (2 * a * e * (x - c) ** 2) / w ** 3];
}

function saturation() {
  return {
    model: (x: number, b1: number, b2: number) => b1 * (1 - exp(-b2 * x)),
    gradient: (x: number, b1: number, b2: number) => [1 - exp(-b2 * x), b1 * x * exp(-b2 * x)],
  };
}

/** NIST's problems with the functions that belong to them. */
export const problems = golden.problems.map((problem) => ({ ...problem, ...models[problem.name]! }));

/** How many digits of the worst number are right. */
export const digits = (found: ArrayLike<number>, certified: readonly number[]): number =>
  Math.min(...certified.map((each, i) => Math.min(12, -Math.log10(Math.abs(found[i]! - each) / Math.abs(each)))));

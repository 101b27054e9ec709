import golden from "../golden/nist.json" with { type: "json" };

type Model = (b: ArrayLike<number>, x: number) => number;
type Gradient = (b: ArrayLike<number>, x: number) => number[];

const { exp, atan, PI } = Math;
/** Each model, and its derivatives by hand. */
const models: Record<string, { readonly model: Model; readonly gradient: Gradient }> = {
  Misra1a: saturation(),
  BoxBOD: saturation(),
  Misra1d: {
    model: ([b1, b2]: any, x) => (b1 * b2 * x) / (1 + b2 * x),
    gradient: ([b1, b2]: any, x) => [(b2 * x) / (1 + b2 * x), (b1 * x) / (1 + b2 * x) ** 2],
  },
  Chwirut2: {
    model: ([b1, b2, b3]: any, x) => exp(-b1 * x) / (b2 + b3 * x),
    gradient: ([b1, b2, b3]: any, x) => {
      const e = exp(-b1 * x);
      const d = b2 + b3 * x;
      return [(-x * e) / d, -e / d ** 2, (-x * e) / d ** 2];
    },
  },
  Lanczos3: {
    model: ([b1, b2, b3, b4, b5, b6]: any, x) => b1 * exp(-b2 * x) + b3 * exp(-b4 * x) + b5 * exp(-b6 * x),
    gradient: ([b1, b2, b3, b4, b5, b6]: any, x) =>
      [
        [b1, b2],
        [b3, b4],
        [b5, b6],
      ].flatMap(([a, k]: any) => [exp(-k * x), -a * x * exp(-k * x)]),
  },
  Gauss1: {
    model: ([b1, b2, b3, b4, b5, b6, b7, b8]: any, x) =>
      b1 * exp(-b2 * x) + b3 * exp(-((x - b4) ** 2) / b5 ** 2) + b6 * exp(-((x - b7) ** 2) / b8 ** 2),
    gradient: ([b1, b2, b3, b4, b5, b6, b7, b8]: any, x) => [
      exp(-b2 * x),
      -b1 * x * exp(-b2 * x),
      ...[
        [b3, b4, b5],
        [b6, b7, b8],
      ].flatMap(([a, c, w]: any) => {
        const e = exp(-((x - c) ** 2) / w ** 2);
        return [e, (2 * a * e * (x - c)) / w ** 2, (2 * a * e * (x - c) ** 2) / w ** 3];
      }),
    ],
  },
  Rat42: {
    model: ([b1, b2, b3]: any, x) => b1 / (1 + exp(b2 - b3 * x)),
    gradient: ([b1, b2, b3]: any, x) => {
      const e = exp(b2 - b3 * x);
      const down = (-b1 * e) / (1 + e) ** 2;
      return [1 / (1 + e), down, -x * down];
    },
  },
  MGH17: {
    model: ([b1, b2, b3, b4, b5]: any, x) => b1 + b2 * exp(-b4 * x) + b3 * exp(-b5 * x),
    gradient: ([, b2, b3, b4, b5]: any, x) => [
      1,
      exp(-b4 * x),
      exp(-b5 * x),
      -b2 * x * exp(-b4 * x),
      -b3 * x * exp(-b5 * x),
    ],
  },
  Roszman1: {
    model: ([b1, b2, b3, b4]: any, x) => b1 - b2 * x - atan(b3 / (x - b4)) / PI,
    gradient: ([, , b3, b4]: any, x) => {
      const d = (x - b4) ** 2 + b3 ** 2;
      return [1, -x, -(x - b4) / d / PI, -b3 / d / PI];
    },
  },
  MGH09: {
    model: ([b1, b2, b3, b4]: any, x) => (b1 * (x ** 2 + b2 * x)) / (x ** 2 + b3 * x + b4),
    gradient: ([b1, b2, b3, b4]: any, x) => {
      const [top, down] = [x ** 2 + b2 * x, x ** 2 + b3 * x + b4];
      return [top / down, (b1 * x) / down, (-b1 * top * x) / down ** 2, (-b1 * top) / down ** 2];
    },
  },
  Thurber: {
    model: ([b1, b2, b3, b4, b5, b6, b7]: any, x) =>
      (b1 + b2 * x + b3 * x ** 2 + b4 * x ** 3) / (1 + b5 * x + b6 * x ** 2 + b7 * x ** 3),
    gradient: ([b1, b2, b3, b4, b5, b6, b7]: any, x) => {
      const top = b1 + b2 * x + b3 * x ** 2 + b4 * x ** 3;
      const down = 1 + b5 * x + b6 * x ** 2 + b7 * x ** 3;
      return [1, x, x ** 2, x ** 3].map((p) => p / down).concat([x, x ** 2, x ** 3].map((p) => (-top * p) / down ** 2));
    },
  },
  Eckerle4: {
    model: ([b1, b2, b3]: any, x) => (b1 / b2) * exp(-0.5 * ((x - b3) / b2) ** 2),
    gradient: ([b1, b2, b3]: any, x) => {
      const z = (x - b3) / b2;
      const e = exp(-0.5 * z * z);
      return [e / b2, (b1 / b2 ** 2) * e * (z * z - 1), (b1 / b2 ** 2) * e * z];
    },
  },
};

function saturation() {
  return {
    model: ([b1, b2]: any, x: number) => b1 * (1 - exp(-b2 * x)),
    gradient: ([b1, b2]: any, x: number) => [1 - exp(-b2 * x), b1 * x * exp(-b2 * x)],
  };
}

/** NIST's problems with the functions that belong to them. */
export const problems = golden.problems.map((problem) => ({ ...problem, ...models[problem.name]! }));

/** How many digits of the worst number are right. */
export const digits = (found: ArrayLike<number>, certified: readonly number[]): number =>
  Math.min(...certified.map((each, i) => Math.min(12, -Math.log10(Math.abs(found[i]! - each) / Math.abs(each)))));

/** How the gradient of one array compares. */
export interface ArrayReport {
  /** `x`, or the name of a parameter. */
  readonly name: string;
  readonly elements: number;
  /** Those that lie so near a kink, such as relu's at 0, that there is no difference to compare with. */
  readonly skipped: number;
  /** The number of elements whose gradient is wrong. */
  readonly wrong: number;
  /** Where the two gradients differ most. `error` is the difference in terms of the largest gradient of the array. */
  readonly worst: {
    readonly index: number;
    readonly backward: number;
    readonly numerical: number;
    readonly error: number;
  };
}

export interface GradientReport {
  /** Whether no gradient is wrong, and in each array at least half of them could be checked. */
  readonly passed: boolean;
  readonly arrays: readonly ArrayReport[];
  /** A line for each array. */
  toString(): string;
}

export function report(subject: string, arrays: readonly ArrayReport[]): GradientReport {
  return {
    passed: arrays.every(({ elements, skipped, wrong }) => wrong === 0 && 2 * skipped <= elements),
    arrays,
    toString: () => arrays.map((array) => line(subject, array)).join("\n"),
  };
}

function line(subject: string, { name, elements, skipped, wrong, worst }: ArrayReport): string {
  const verdict =
    wrong > 0 ? `${wrong} of ${elements} gradients are wrong` : `${elements - skipped} of ${elements} agree`;
  const kinks = skipped > 0 ? `, ${skipped} not checked (a kink is near)` : "";
  const { index, backward, numerical, error } = worst;
  const shown = `at [${index}] backward gives ${show(backward)}, differences ${show(numerical)}`;
  return `${subject}: ${name}: ${verdict}${kinks}; worst ${shown} (error ${error.toExponential(1)})`;
}

const show = (x: number) => String(Number(x.toPrecision(6)));

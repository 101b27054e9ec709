import type uPlot from "uplot";
import type { Chart } from "../../figures/chart.ts";
import type { Ink } from "./pens.ts";

type ChartAxis = Chart["x"];

/** Round numbers in a range on a log axis: powers of ten, and between them where there are few. @param count of powers at most */
export function logTicks(least: number, most: number, base: number, count = 8): number[] {
  const powers = Math.log(most / least) / Math.log(base);
  const between = base === 2 || powers > 4 ? [1] : powers > 1.5 ? [1, 3] : [1, 2, 5];
  const every = Math.max(1, Math.ceil(powers / count));
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log(least) / Math.log(base)); base ** power <= most; power++)
    for (const times of between)
      if (power % every === 0 && times * base ** power >= least * 0.999 && times * base ** power <= most * 1.001)
        ticks.push(Number((times * base ** power).toPrecision(6)));
  return ticks;
}

export function label(x: number, unit: ChartAxis["unit"]): string {
  if (unit === "percent") return `${Number((100 * x).toPrecision(2))} %`;
  if (unit === "factor") return `${Number(x.toPrecision(3))} ×`;
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e5))
    return x.toExponential(1).replace(".0", "").replace("e-", "e−").replace("e+", "e");
  return Number(x.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 6 });
}

const baseOf = ({ unit }: ChartAxis): 2 | 10 => (unit === "factor" ? 2 : 10);

export const scaleOf = (axis: ChartAxis): uPlot.Scale => ({
  time: false,
  range: [...axis.range],
  ...(axis.scale === "log" && { distr: 3, log: baseOf(axis) }),
});

export function axisOf(axis: ChartAxis, side: "x" | "y", isNarrow: boolean, ink: Ink): uPlot.Axis {
  const font = "12px system-ui, sans-serif";
  return {
    stroke: ink("--muted"),
    font,
    grid: { stroke: ink("--grid"), width: 1 },
    ticks: { stroke: ink("--grid"), width: 1, size: 4 },
    border: { show: side === "x", stroke: ink("--line"), width: 1 },
    size: side === "x" ? 34 : isNarrow ? 46 : 56,
    gap: 4,
    ...(side === "x" && { space: isNarrow ? 60 : 70 }),
    ...(axis.scale === "log" && {
      splits: (_, __, least, most) => logTicks(least, most, baseOf(axis), isNarrow ? 4 : 8),
    }),
    filter: (_, splits) => splits,
    values: (_, splits) => splits.map((x) => label(x, axis.unit)),
  };
}

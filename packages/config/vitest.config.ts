import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const tests = [
  "packages/**/src/**/*.test.ts",
  "bench/src/**/*.test.ts",
  "apps/*/src/**/*.test.ts",
  "docs/examples/*.test.ts",
];
const packed = ["packages/config/src/{packed,bundled,minify}.test.ts", "apps/{docs,web}/test/*.test.ts"];
const walkThrough = ["packages/config/src/walk-through.test.ts"];
// They replace what others import, or count what others hold and have loaded: each has a process of its own.
const alone = [
  "packages/plugin/src/{compiled-engine,scarce-memory}.test.ts",
  "packages/core/src/kernels/plain/plain-path.test.ts",
  "packages/core/src/losses/{collected,options}.test.ts",
  "packages/runs/src/unprepared.test.ts",
];
const runtimes = ["packages/config/src/runtimes.test.ts"];
const sweeps = ["bench/src/**/*.sweep.test.ts"];
const ignored = ["**/node_modules/**", "**/dist/**"];

const common = {
  exclude: ignored,
  // For what hangs. No test is of time, and a machine may have much else to do.
  testTimeout: 600_000,
  hookTimeout: 1_200_000,
  // Thousands of short programs: V8 would compile each for a long life, which takes an eighth of all the time. Later versions
  // of Node do not know the flag, and would not start.
  execArgv: ["--max-semi-space-size=64", ...(process.version.startsWith("v20.") ? ["--interrupt-budget=1000000"] : [])],
};

// `pnpm thorough`: tests that go through samples of what is many and alike go through all of it.
const thorough = (mode: string) => ({ DOWNHILL_THOROUGH: mode === "thorough" ? "1" : "" });

export default defineConfig(({ mode }) => ({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    maxWorkers: "100%",
    // `pnpm coverage`. V8 counts without rewriting what it counts: rules are compiled from their own text.
    coverage: {
      provider: "v8",
      include: [
        "packages/*/src/**/*.ts",
        "packages/optimizers/*/src/**/*.ts",
        "bench/src/**/*.ts",
        "apps/*/src/**/*.ts",
      ],
      exclude: ["**/*.test.ts", "**/assembly/**", "**/*.wasm.ts"],
      reporter: ["text-summary", "html"],
      reportsDirectory: "test-results/coverage",
    },
    projects: [
      {
        test: {
          ...common,
          name: "unit",
          include: tests,
          exclude: [...ignored, ...packed, ...walkThrough, ...runtimes, ...sweeps, ...alone],
          env: thorough(mode),
          // A worker imports each module once. Tests leave what they share as they find it.
          isolate: false,
        },
      },
      { test: { ...common, name: "alone", include: alone, env: thorough(mode) } },
      { test: { ...common, name: "runtimes", include: runtimes } },
      { test: { ...common, name: "walk-through", env: thorough(mode), include: walkThrough } },
      {
        test: {
          ...common,
          name: "packed",
          env: thorough(mode),
          include: packed,
          globalSetup: fileURLToPath(new URL("src/packed-project.ts", import.meta.url)),
        },
      },
      // Minutes of faults on purpose: `pnpm --filter @downhill/bench sweeps`.
      {
        test: {
          ...common,
          name: "sweeps",
          include: [...sweeps, "bench/src/execute/queue/queue.test.ts"],
          env: { DOWNHILL_SWEEPS: "1" },
          fileParallelism: false,
        },
      },
    ],
  },
}));

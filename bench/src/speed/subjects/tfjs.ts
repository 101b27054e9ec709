import * as tf from "@tensorflow/tfjs-core";

/** Starts a backend of TensorFlow.js and says what it is. @throws Error where it is not the one that was meant */
export async function startTfjs(subject: string): Promise<string> {
  const backend = subject === "tfjs-wasm" ? "wasm" : "cpu";
  if (backend === "wasm") {
    const { setThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
    setThreadsCount(1);
    if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) throw new Error("TensorFlow.js sees no WebAssembly SIMD");
  } else await import("@tensorflow/tfjs-backend-cpu");
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js could not start its ${backend} backend`);
  await tf.ready();
  return `TensorFlow.js ${tf.version_core}, ${backend === "wasm" ? "wasm with SIMD, one thread" : "cpu"}`;
}

/** The optimizer of the same name, if there is one. */
export function tfjsOptimizer(name: string, hyper: Readonly<Record<string, number>>): tf.Optimizer | undefined {
  const { lr, momentum, rho, beta1, beta2, eps } = hyper as Record<string, number>;
  switch (name) {
    case "sgd":
      return tf.train.momentum(lr!, momentum!);
    case "adagrad":
      return tf.train.adagrad(lr!);
    case "rmsprop":
      return tf.train.rmsprop(lr!, rho!, 0, eps!);
    case "adam":
      return tf.train.adam(lr!, beta1!, beta2!, eps!);
    default:
      return undefined;
  }
}

export const noTfjsOptimizer = { skipped: "TensorFlow.js does not have it" };

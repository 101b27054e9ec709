import { fitAsync } from "@downhill/core";
import { useEffect, useState } from "react";
import { begin, fingerprint } from "../training.ts";

export function Training() {
  const [{ epoch, loss }, show] = useState({ epoch: 0, loss: Number.NaN });
  const [weights, setWeights] = useState("");

  useEffect(() => {
    const { model, data, options, dispose } = begin();
    const unmounted = new AbortController();
    fitAsync(model, data, { ...options, signal: unmounted.signal, onEpoch: ({ epoch, loss }) => show({ epoch, loss }) })
      .then(async () => setWeights(await fingerprint(model)))
      .catch((error) => {
        if (error !== unmounted.signal.reason) throw error;
      })
      .finally(dispose);
    return () => unmounted.abort();
  }, []);

  return (
    <p>
      epoch {epoch}, loss <output id="loss">{loss.toFixed(4)}</output>, weights <output id="weights">{weights}</output>
    </p>
  );
}

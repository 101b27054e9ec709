// What every recipe trains: a small network, on three spirals.
import { adam } from "@downhill/adam";
import { dense, type Model, relu, save, sequential, softmaxCrossEntropy } from "@downhill/core";
import { spiral } from "@downhill/problems";

export function begin() {
  const model = sequential([dense(32), relu(), dense(3)], { input: 2 });
  const optimizer = adam(model.parameters(), { lr: 0.02 });
  return {
    model,
    optimizer,
    data: spiral(),
    options: { loss: softmaxCrossEntropy(), optimizer, epochs: 200 },
    dispose() {
      optimizer.dispose();
      model.dispose();
    },
  };
}

/** SHA-256 of the weights: the same wherever the same is trained. */
export async function fingerprint(model: Model): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", save(model)));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

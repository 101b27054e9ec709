import { fitAsync } from "@downhill/core";
import { begin, fingerprint } from "../training.ts";

const show = (id: string, text: string) => {
  document.getElementById(id)!.textContent = text;
};

const { model, optimizer, data, options } = begin();
show("backend", optimizer.backend); // simd or portable
show("reason", optimizer.backendReason ?? ""); // why it is not simd
await fitAsync(model, data, options);
show("weights", await fingerprint(model));

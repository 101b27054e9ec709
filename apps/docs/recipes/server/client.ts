import { fitAsync } from "@downhill/core";
import { begin, fingerprint } from "../training.ts";

const show = (id: string, text: string) => {
  document.getElementById(id)!.textContent = text;
};

fetch("/trained").then(async (answer) => show("server", await answer.text()));
const { model, data, options } = begin();
await fitAsync(model, data, options);
show("weights", await fingerprint(model));

import { summary } from "@downhill/core"; // at the top: nothing of it asks for a window
import { begin } from "../training.ts";

/** What the server sends: the model as it is before training. */
export function page(): string {
  const { model, dispose } = begin();
  const table = summary(model);
  dispose();
  return `<!doctype html>
<html lang="en">
  <title>Training where a server renders</title>
  <body>
    <pre>${table}</pre>
    <p>on the server: <output id="server"></output></p>
    <p>in the page: <output id="weights"></output></p>
    <script type="module" src="client.js"></script>
  </body>
</html>`;
}

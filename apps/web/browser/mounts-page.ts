/** A page that opens and closes the app as often as it is asked to: what `mounts.spec.ts` looks at. */

import { openApp } from "../src/shell/open.tsx";

const root = document.body.appendChild(document.createElement("div"));

/** Opens it, waits for a frame that has been trained, and closes it. */
async function mountOnce(): Promise<void> {
  const close = openApp(root, "");
  while (!(Number(root.querySelector(".step")?.textContent?.replace(/\D/g, "")) > 0)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  close();
}

export interface Asked {
  mountOnce: typeof mountOnce;
}
Object.assign(window, { mountOnce } satisfies Asked);

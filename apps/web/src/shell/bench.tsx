/** The room of a bench's results. */

import { mount } from "../results/view.ts";
import { useMounted } from "./mounted.ts";

export function Bench() {
  const element = useMounted(mount);
  return <div ref={element} />;
}

/** A drawer that comes when it is asked for. */

import { explained } from "./explained.ts";
import { Later } from "./later.tsx";

export function Explain() {
  if (explained.value === null) return null;
  return <Later load={() => import("./drawer.tsx")}>{({ Drawer }) => <Drawer />}</Later>;
}

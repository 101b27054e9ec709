/** All rates of a lane at a glance, once the first are known. */

import type { Lane } from "../race/state.ts";
import { useHouse } from "./house.ts";
import { Later } from "./later.tsx";

export function Strip({ lane, name }: { readonly lane: Lane; readonly name: string }) {
  const { sweeps } = useHouse();
  const cells = sweeps.strips.value.get(sweeps.keyOf(lane));
  const rate = lane.hyper.lr;
  if (rate === undefined) return <span class="muted">it has no rate</span>;
  const none = <div class="strip" />;
  if (!cells) return none;
  return (
    <Later load={() => import("./cells.tsx")} before={none}>
      {({ Cells }) => <Cells {...{ lane, name, rate, cells }} />}
    </Later>
  );
}

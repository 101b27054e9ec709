import { elementLoss } from "../kernels/plain/element-loss.ts";
import { type ByElement, lossByElement } from "./by-element.ts";
import type { Loss, LossKind } from "./loss.ts";

/** A loss by element that the kernels compute. @param loss one of `ElementLoss` */
export function kernelLoss<const Kind extends LossKind>({
  loss,
  ...given
}: Omit<ByElement<Kind>, "compute"> & { readonly loss: number }): Loss<Kind> {
  return lossByElement<Kind>({ ...given, compute: (gradient, y, t, how) => elementLoss(loss, gradient, y, t, how) });
}

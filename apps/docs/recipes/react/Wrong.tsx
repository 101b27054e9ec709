import { fit } from "@downhill/core";
import { useEffect, useState } from "react";
import { begin } from "../training.ts";

/** Do not do this. */
export function Wrong() {
  const [{ model, data, options, dispose }] = useState(begin); // made once, outside the effect
  const [said, say] = useState("");

  useEffect(() => {
    try {
      fit(model, data, options);
    } catch (error) {
      say(`${error}`); // when the effect runs for the second time
    }
    return dispose;
  }, [model, data, options, dispose]);

  return <output id="error">{said}</output>;
}

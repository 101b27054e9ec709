/** What comes when it is asked for: the first frame does not wait for it. */

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

interface Props<M> {
  readonly load: () => Promise<M>;
  /** What is in its place until then. */
  readonly before?: ComponentChildren;
  readonly children: (module: M) => ComponentChildren;
}

export function Later<M>({ load, before, children }: Props<M>) {
  const [loaded, setLoaded] = useState<{ readonly module: M } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    load().then(
      (module) => gone || setLoaded({ module }),
      (error: unknown) => gone || setFailed(String(error)),
    );
    return () => {
      gone = true;
    };
  }, []);
  if (loaded) return <>{children(loaded.module)}</>;
  if (before && !failed) return <>{before}</>;
  return <p class="muted">{failed ?? "Loading …"}</p>;
}

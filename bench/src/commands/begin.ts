import type { Watch } from "../compare.ts";
import type { Engine } from "../execute/engine.ts";
import { localPool } from "../execute/local-pool.ts";
import type { Store } from "../store/folder.ts";
import type { watchOn } from "../watch.ts";

/** Gets ready what makes the runs of a store, and who is told of them. */
export type Begin = (store: Store, watch: ReturnType<typeof watchOn>) => Promise<{ engine: Engine; watched: Watch }>;

/** Threads of this process. */
export const localThreads =
  (jobs: number): Begin =>
  async ({ plan: { plugins } }, watched) => ({ engine: await localPool({ jobs, plugins }), watched });

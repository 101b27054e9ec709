/** What the page and the racing worker say to each other. The page asks for each batch: to pause is not to ask. */

export interface Entrant {
  /** Its name in the catalog. */
  readonly name: string;
  readonly lr: number;
}

export interface Course {
  readonly seed: number;
  readonly epochs: number;
  readonly entrants: readonly Entrant[];
}

export type Request =
  | { readonly type: "start"; readonly course: Course }
  /** Train for about so long, or to the last epoch, then send what came of it. */
  | { readonly type: "train"; readonly milliseconds: number };

/** One row per entrant, one value per epoch from `from` on; `null` where it was not finite. */
export interface Batch {
  readonly type: "batch";
  readonly from: number;
  readonly loss: (number | null)[][];
  readonly accuracy: (number | null)[][];
  readonly finished: boolean;
}

export interface Failure {
  readonly type: "failure";
  readonly message: string;
  /** Whose fault it was, if it was one's. */
  readonly entrant?: string;
}

export type Reply = Batch | Failure;

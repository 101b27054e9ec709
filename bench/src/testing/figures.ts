/** What a test has measured: it fails by none of them, for machines are slow and busy. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What it is to be. */
  readonly asked?: string | undefined;
}

export const KIND = "figure";

/** A test of vitest. */
interface Annotated {
  annotate(message: string, type: string): Promise<unknown>;
}

/** Tells a figure to whoever makes a table of all of them, at the end. */
export async function figure({ annotate }: Annotated, name: string, value: string, asked?: string): Promise<void> {
  await annotate(JSON.stringify({ name, value, asked } satisfies Figure), KIND);
}

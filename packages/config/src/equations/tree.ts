/** A node of oxc's syntax tree (ESTree), as far as rules have them. */
export interface Tree {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly name?: string;
  readonly operator?: string;
  readonly value?: unknown;
  readonly raw?: string;
  readonly left?: Tree;
  readonly right?: Tree;
  readonly argument?: Tree;
  readonly test?: Tree;
  readonly consequent?: Tree;
  readonly alternate?: Tree;
  readonly callee?: Tree;
  readonly object?: Tree;
  readonly property?: Tree;
  readonly arguments?: readonly Tree[];
  readonly expression?: Tree;
  readonly declaration?: Tree;
  readonly declarations?: readonly Tree[];
  readonly id?: Tree;
  readonly init?: Tree | null;
  readonly key?: Tree;
  readonly properties?: readonly Tree[];
  readonly params?: readonly Tree[];
  readonly body?: Tree | readonly Tree[];
}

/** What a package's SIMD kernels are made of. */
export interface KernelSources {
  /** The folder with the sources in assembly/. */
  readonly kernels: string;
  /** The folder in it that the compiled modules go to. Default: itself. */
  readonly bindings?: string;
  /** A folder that has what assembly/ lacks: another package's. */
  readonly shared?: string;
  /** Files that are made up, by name. */
  readonly made?: Readonly<Record<string, string>>;
  readonly modules: readonly KernelModuleSource[];
}

export interface KernelModuleSource {
  /** Of assembly/name.ts is made name.wasm.ts. */
  readonly name: string;
  /** The file in assembly/, where it is another. */
  readonly source?: string;
  /** Where its constants start in the memory's first page, which the modules in one memory share. */
  readonly base: number;
}

/** As much of the npm package `papaparse` as is used; its types are in another one. */
declare module "papaparse" {
  interface ParseError {
    readonly message: string;
    /** From 0 on. */
    readonly row?: number;
  }
  interface Options {
    readonly delimiter: string;
    readonly newline: "\n";
  }
  const papaparse: {
    parse(
      text: string,
      options: Options,
    ): { readonly data: readonly string[][]; readonly errors: readonly ParseError[] };
  };
  export default papaparse;
}

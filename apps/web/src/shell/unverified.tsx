/** Beside the name of an optimizer that has been compared with no other implementation. */
export const Unverified = () => (
  <span class="unverified" title="It has been compared with no other implementation, and is private to this clone.">
    unverified
  </span>
);

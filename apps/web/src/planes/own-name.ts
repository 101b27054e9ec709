/** What the problem of one's own points is called. */
export const OWN = "your-own-points";

/** Where the problems come from that are in no package. */
export const MADE_HERE = "made here";

/** What the problem of one's own points is called. */
export const OWN = "your-own-points";

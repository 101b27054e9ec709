import { AT_LEAST_0, checkFunction, checkNumbers, isList, refuse } from "../arguments.ts";
import type { Schedule } from "../contract.ts";

/**
 * One schedule after another, each counting from 0 at the milestone that it starts at.
 * torch `SequentialLR`, Optax `join_schedules`.
 *
 * @param schedules one at least
 * @param milestones the steps at which the second and each further one takes over, ascending
 * @throws RangeError where there is not one milestone less than schedules, or they do not ascend
 */
export function sequence(schedules: readonly Schedule[], milestones: ArrayLike<number>): Schedule {
  if (!isList(schedules) || schedules.length === 0) refuse("sequence", "schedules", "a list of schedules", schedules);
  for (let i = 0; i < schedules.length; i++) checkFunction("sequence", `schedules[${i}]`, schedules[i]);
  checkNumbers("sequence", "milestones", milestones, AT_LEAST_0);
  const [parts, starts] = [Array.from(schedules), [0, ...Array.from(milestones)]];
  if (starts.length !== parts.length)
    throw new RangeError(
      `sequence: ${parts.length} schedules need ${parts.length - 1} milestones, got ${milestones.length}`,
    );
  for (let i = 1; i < starts.length; i++)
    if (i > 1 && starts[i]! <= starts[i - 1]!)
      throw new RangeError(`sequence: milestones must ascend, got ${starts[i]} after ${starts[i - 1]}`);
  return (t) => {
    let i = parts.length - 1;
    while (i > 0 && t < starts[i]!) i--;
    return parts[i]!(t - starts[i]!);
  };
}

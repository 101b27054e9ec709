/** Questions that are on their way, and who waits for their answers. */

import type { Answers, Ask, Kind, Question } from "./questions.ts";

export interface Asking {
  readonly ask: Ask;
  answer(number: number, value: Answers[Kind]): void;
  refuse(number: number, problem: string): void;
}

export function asking(send: (number: number, question: Question) => void): Asking {
  const waiting = new Map<number, { tell: (value: never) => void; fail: (error: Error) => void }>();
  let last = 0;
  const taken = (number: number) => {
    const found = waiting.get(number);
    waiting.delete(number);
    return found;
  };
  return {
    ask: (question) =>
      new Promise((tell, fail) => {
        waiting.set(++last, { tell, fail });
        send(last, question as Question);
      }),
    answer: (number, value) => taken(number)?.tell(value as never),
    refuse: (number, problem) => taken(number)?.fail(new Error(problem)),
  };
}
